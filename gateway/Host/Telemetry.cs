using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Wattline.Gateway.Host.Settings;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Mqtt;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Uplinks.EventHubs;

namespace Wattline.Gateway.Host;

/// <summary>Exports the rooms' metrics over OTLP while the host runs; nothing when no endpoint is set.</summary>
internal sealed class Telemetry(GatewaySettings settings) : IHostedService, IDisposable
{
    private MeterProvider? _provider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Telemetry.OtlpEndpoint is { } endpoint)
        {
            _provider = Sdk.CreateMeterProviderBuilder()
                .ConfigureResource(resource => resource.AddService("wattline-gateway", serviceInstanceId: settings.Gateway.Name))
                .AddMeter(MqttMetrics.MeterName, JournalMetrics.MeterName, RuntimeMetrics.MeterName, UplinkMetrics.MeterName)
                .AddOtlpExporter(options =>
                {
                    options.Endpoint = endpoint;
                    options.Protocol = OtlpExportProtocol.Grpc;
                })
                .Build();
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _provider?.Dispose();
        _provider = null;
    }
}
