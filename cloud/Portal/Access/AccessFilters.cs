using Microsoft.Net.Http.Headers;
using Wattline.Cloud.Commands.Decisions;

namespace Wattline.Cloud.Portal.Access;

/// <summary>Guards endpoints: without a token that fits nothing behind them runs.</summary>
internal static class AccessFilters
{
    /// <summary>Where the gateway of the token is found by what runs behind.</summary>
    public const string GatewayItem = "wattline.gateway";

    private const string PersonItem = "wattline.person";

    public static TBuilder ForReaders<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Guard(static (door, context) => door.MayRead(context.Request) ? null : Unknown(context));

    /// <summary>For persons with a name; what they may is judged behind.</summary>
    public static TBuilder ForPersons<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Guard(static (door, context) =>
        {
            if (door.PersonOf(context.Request) is not { } person) return door.MayRead(context.Request) ? Problem.Forbidden("This token may read, not decide.") : Unknown(context);
            context.Items[PersonItem] = person;
            return null;
        });

    /// <summary>The person that the filter let in.</summary>
    public static Person PersonOf(HttpContext context) => (Person)context.Items[PersonItem]!;

    public static TBuilder ForAdmins<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Guard(static (door, context) =>
            door.MayChange(context.Request) ? null : door.MayRead(context.Request) ? Problem.Forbidden("This token may read, not change.") : Unknown(context));

    /// <summary>For gateways; where the path names one, it must be the token's.</summary>
    public static TBuilder ForGateways<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Guard(static (door, context) =>
        {
            if (door.Gateway(context.Request) is not { } gateway) return Unknown(context);
            context.Items[GatewayItem] = gateway;
            return context.Request.RouteValues.TryGetValue("gateway", out var named) && named as string != gateway
                ? Problem.Forbidden("This token is another gateway's.")
                : null;
        });

    private static TBuilder Guard<TBuilder>(this TBuilder builder, Func<Doorkeeper, HttpContext, IResult?> refuse)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter(async (invocation, next) =>
            refuse(invocation.HttpContext.RequestServices.GetRequiredService<Doorkeeper>(), invocation.HttpContext) ?? await next(invocation));

    private static IResult Unknown(HttpContext context)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return Problem.Of(StatusCodes.Status401Unauthorized, "A token is needed", "The request needs the header Authorization: Bearer with a token of this portal.");
    }
}
