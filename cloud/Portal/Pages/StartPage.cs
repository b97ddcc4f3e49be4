using System.Reflection;

namespace Wattline.Cloud.Portal.Pages;

/// <summary>The page at /: where to go, and how complete each meter is. It asks the same API as everybody.</summary>
internal static class StartPage
{
    private static readonly byte[] _html = Resource("start.html");
    private static readonly byte[] _script = Resource("start.js");

    public static void MapStartPage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (HttpContext context) => Page(context, _html, "text/html; charset=utf-8")).ExcludeFromDescription();
        routes.MapGet("/start.js", (HttpContext context) => Page(context, _script, "text/javascript; charset=utf-8")).ExcludeFromDescription();
    }

    private static IResult Page(HttpContext context, byte[] content, string type)
    {
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(content, type);
    }

    private static byte[] Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
