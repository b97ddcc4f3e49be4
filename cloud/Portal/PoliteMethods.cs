namespace Wattline.Cloud.Portal;

/// <summary>HEAD wherever there is GET, and OPTIONS everywhere (RFC 9110, 9.3.2 and 9.3.7): endpoints say only what they do.</summary>
internal static class PoliteMethods
{
    public static void UsePoliteMethods(this IApplicationBuilder pipeline) => pipeline.Use(async (context, next) =>
    {
        var (request, response) = (context.Request, context.Response);
        // The server itself leaves out the body of an answer to what came as HEAD.
        if (HttpMethods.IsHead(request.Method)) request.Method = HttpMethods.Get;
        await next(context);
        if (!HttpMethods.IsOptions(request.Method) || response.StatusCode != StatusCodes.Status405MethodNotAllowed || response.HasStarted) return;
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.Allow = $"{response.Headers.Allow}, OPTIONS".Replace("GET", "GET, HEAD", StringComparison.Ordinal);
    });
}
