using System.Net;

namespace Wattline.Tests.Gateway.Runtime.Uplinks;

/// <summary>A cloud at the level of HTTP: answers each request by a function.</summary>
internal sealed class ScriptedCloud(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    public static HttpClient Client(Func<HttpRequestMessage, HttpResponseMessage> answer) => Client((request, _) => Task.FromResult(answer(request)));

    public static HttpClient Client(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) =>
        new(new ScriptedCloud(answer)) { BaseAddress = new Uri("http://cloud.test/") };

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) => new(status) { Content = new StringContent(json) };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer(request, cancellationToken);
}
