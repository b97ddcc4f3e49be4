using Wattline.Cloud.Commands.Queue;
using Wattline.Cloud.Commands.Wire;

namespace Wattline.Cloud.Commands.Decisions;

/// <summary>An order with everything that is known of it.</summary>
/// <param name="Batch">The first command of the same request.</param>
/// <param name="Why">The last reason: of the device, or of a person.</param>
/// <param name="Facts">What the meter showed last.</param>
/// <param name="FactsMs">When it did, by the device's clock where that was valid, Unix milliseconds.</param>
/// <param name="Data">What was read: CBOR items one after the other (docs/uplink.md).</param>
/// <param name="Fields">What was asked for, JSON.</param>
/// <param name="Events">The trail, oldest first.</param>
public sealed record OrderStatus(
    long Id, long Batch, string? Request, string Command, string? Meter, string Concentrator, string Area, CommandState State, string? Why, long Decision, long ExpiresMs,
    string AskedBy, bool NeedsSecond, string? ReleasedBy, long? ReleasedMs, MeterFacts? Facts, long? FactsMs, byte[]? Data, string Fields, IReadOnlyList<CommandEvent> Events);

/// <summary>A relay by its meter's own word.</summary>
/// <param name="State">Where it is.</param>
/// <param name="KeepsPower">Whether it keeps power, whatever comes; null when unknown.</param>
/// <param name="AtMs">When it said so, Unix milliseconds.</param>
public sealed record RelayWord(RelayState State, bool? KeepsPower, long? AtMs);

/// <summary>Where a relay is.</summary>
public enum RelayState
{
    /// <summary>No command has asked yet.</summary>
    Unknown,

    /// <summary>Closed.</summary>
    Closed,

    /// <summary>Open, by order.</summary>
    Open,

    /// <summary>Open, and the customer may close by the button.</summary>
    Allowed,
}
