namespace Wattline.Gateway.Host.Settings;

/// <summary>Section Telemetry.</summary>
public sealed record TelemetrySettings
{
    /// <summary>Where metrics go by OTLP over gRPC; null exports nothing.</summary>
    public Uri? OtlpEndpoint { get; init; }
}
