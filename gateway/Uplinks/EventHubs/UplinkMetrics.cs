using System.Diagnostics.Metrics;
using Wattline.Cloud.Contracts;

namespace Wattline.Gateway.Uplinks.EventHubs;

/// <summary>The hubs' numbers for operators, by stream: there are three.</summary>
public static class UplinkMetrics
{
    /// <summary>The meter's name, for exporters.</summary>
    public const string MeterName = "Wattline.Gateway.Uplinks";

    private static readonly Meter _meter = new(MeterName);
    private static readonly Counter<long> _batches = _meter.CreateCounter<long>("gateway.hub.batches", "{batch}", "Batches sent to a hub, by stream and outcome.");
    private static readonly Counter<long> _events = _meter.CreateCounter<long>("gateway.hub.events", "{event}", "Events that a hub accepted, by stream.");
    private static readonly Counter<long> _bytes = _meter.CreateCounter<long>("gateway.hub.bytes", "By", "Bytes of the bodies of events that a hub accepted, by stream.");
    private static readonly UpDownCounter<long> _circuits = _meter.CreateUpDownCounter<long>("gateway.hub.circuits", "{circuit}", "Hubs that take nothing until somebody does something, by stream and reason.");

    /// <summary>A circuit opened (1) or closed (-1).</summary>
    public static void Circuit(string stream, HubOutcome reason, int change) =>
        _circuits.Add(change, new KeyValuePair<string, object?>("stream", stream), new KeyValuePair<string, object?>("reason", reason));

    internal static void Batch(string stream, HubOutcome outcome) =>
        _batches.Add(1, new KeyValuePair<string, object?>("stream", stream), new KeyValuePair<string, object?>("outcome", outcome));

    internal static void Sent(string stream, ReadOnlySpan<HubEvent> events, int refused)
    {
        var bytes = 0L;
        foreach (var one in events) bytes += one.Body.Length;
        _events.Add(events.Length - refused, new KeyValuePair<string, object?>("stream", stream));
        _bytes.Add(bytes, new KeyValuePair<string, object?>("stream", stream));
    }
}
