using System.Diagnostics.Metrics;

namespace Wattline.Gateway.Runtime;

/// <summary>The runtime's numbers for operators. Never a meter or a concentrator as a tag: there is no end to them.</summary>
public static class RuntimeMetrics
{
    /// <summary>The meter's name, for exporters.</summary>
    public const string MeterName = "Wattline.Gateway.Runtime";

    private static readonly Meter _meter = new(MeterName);

    internal static readonly Counter<long> Accepted = _meter.CreateCounter<long>("gateway.intake.accepted", "{message}", "Messages handed to the journal.");
    internal static readonly Counter<long> Refused = _meter.CreateCounter<long>("gateway.intake.refused", "{message}", "Messages that the journal did not take, by outcome.");
    internal static readonly Counter<long> Forwarded = _meter.CreateCounter<long>("gateway.forward.messages", "{message}", "Messages that the cloud acknowledged.");
    internal static readonly Counter<long> Readings = _meter.CreateCounter<long>("gateway.forward.readings", "{reading}", "Values and reasons for none that were put into batches.");
    internal static readonly Counter<long> Flagged = _meter.CreateCounter<long>("gateway.validation.flagged", "{entry}", "Entries that validation gave a quality code.");
    internal static readonly Counter<long> Quarantined = _meter.CreateCounter<long>("gateway.quarantine.messages", "{message}", "Messages put into quarantine, by reason.");
    internal static readonly Counter<long> QuarantineRefused = _meter.CreateCounter<long>("gateway.quarantine.refused", "{message}", "Messages that quarantine had no room for and that stay in the journal, by outcome.");
    internal static readonly Counter<long> Replayed = _meter.CreateCounter<long>("gateway.replay.messages", "{message}", "Messages that the cloud asked for and that went up again out of the gateway's own journal.");
    internal static readonly Counter<long> ReplayUnreadable = _meter.CreateCounter<long>("gateway.replay.unreadable", "{stretch}", "Stretches of the journal that a replay could not read, or that retention deleted under it.");
    internal static readonly Counter<long> Batches = _meter.CreateCounter<long>("gateway.uplink.batches", "{batch}", "Batches sent, by outcome.");
}
