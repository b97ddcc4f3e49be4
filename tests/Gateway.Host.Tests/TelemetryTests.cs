using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Wattline.Gateway.Host;
using Wattline.Tests.Gateway.Host.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Gateway.Host;

public sealed class TelemetryTests
{
    [Fact(Timeout = Deadline.Ms)]
    public async Task Metrics_reach_a_collector_over_OTLP()
    {
        var stop = TestContext.Current.CancellationToken;
        var exported = new StringBuilder();
        ListenOptions? listener = null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => (listener = listen).Protocols = HttpProtocols.Http2));
        await using var collector = builder.Build();
        collector.MapPost("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            lock (exported) exported.Append(Encoding.Latin1.GetString(body.ToArray()));
            context.Response.ContentType = "application/grpc";
            context.Response.AppendTrailer("grpc-status", "0");
            await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted);
        });
        await collector.StartAsync(stop);

        await using var rig = await Rig.StartAsync(stop);
        await rig.Gateway.StopAsync();
        var settings = rig.Settings with { Telemetry = new() { OtlpEndpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)listener!.EndPoint).Port}") } };
        await using (var gateway = await GatewayProcess.StartAsync(settings, new ManualTime(), null, stop))
        {
            await using var device = await WireClient.ConnectAsync(gateway.MqttPort, "C-1", null, stop);
            await device.PublishAsync("v1/up/C-1/money", "poison"u8.ToArray(), stop);
        }
        foreach (var name in new[] { "wattline-gateway", "gateway.intake.accepted", "Wattline.Gateway.Journal", "Wattline.Gateway.Mqtt" })
            Assert.Contains(name, exported.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("C-1", exported.ToString(), StringComparison.Ordinal);
    }
}
