using Microsoft.OpenApi;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Describes a body of another type than JSON. (Accepts() would describe it too, and refuse others before the token is looked at and without a reason.)</summary>
internal static class RequestBody
{
    public static RouteHandlerBuilder TakesBody(this RouteHandlerBuilder builder, string mediaType) => builder.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { [mediaType] = new() },
        };
        return Task.CompletedTask;
    });
}
