using System.Net;

namespace Wattline.Gateway.Host.Http;

/// <summary>
/// Who may use the operators' interface: where there are tokens, who shows one; otherwise who is on this machine and no page of
/// another host, for a browser reaches loopback too.
/// </summary>
/// <param name="tokensFile">Read again at each request, of which there are few; one that cannot be read lets nobody in. Null: there are no tokens.</param>
internal sealed class OperatorGuard(string? tokensFile)
{
    /// <summary>Lets a request through, or answers it.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var status = Judge(context);
        if (status == StatusCodes.Status200OK)
        {
            await next(context);
            return;
        }
        if (status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        context.Response.StatusCode = status;
    }

    private int Judge(HttpContext context)
    {
        if (tokensFile is not null)
            return OperatorTokens.TryRead(tokensFile, out _)?.Knows(context.Request.Headers.Authorization) ?? false ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized;
        var isLocal = context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote);
        return isLocal && IsLoopbackName(context.Request.Host.Host) && IsOwnPage(context.Request) ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden;
    }

    /// <summary>A name that an attacker made to point here (DNS rebinding) is none of ours.</summary>
    private static bool IsLoopbackName(string host) => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsOwnPage(HttpRequest request) =>
        (string?)request.Headers.Origin is not { } origin || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Authority == request.Host.Value);
}
