using System.Diagnostics.CodeAnalysis;
using Wattline.Cloud.Commands.Queue;
using Wattline.Cloud.Contracts;

namespace Wattline.Cloud.Commands.Wire;

/// <summary>
/// A result (docs/uplink.md): the envelope of all messages with [id, decision, state, reason, facts, data] in it.
/// </summary>
/// <param name="Id">Of the command that it answers.</param>
/// <param name="Decision">Its decision; null when the device could not tell who sent what it answers.</param>
/// <param name="State">How the command stands.</param>
/// <param name="Reason">Why, in a word.</param>
/// <param name="Facts">What the meter showed.</param>
/// <param name="Data">What was read: CBOR items one after the other.</param>
/// <param name="WallMs">When it was journalled; null while the device's clock was not valid.</param>
internal sealed record ResultMessage(long Id, long? Decision, CommandState State, string? Reason, MeterFacts? Facts, byte[]? Data, long? WallMs)
{
    private const int Stream = 3;
    private const int ReasonBytesMax = 32;

    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out ResultMessage? result)
    {
        result = null;
        var cbor = new CborScan(bytes);
        if (!cbor.Array(8) || cbor.Number() != 1) return false;
        cbor.Unsigned(); // The epoch.
        if (cbor.Number() != Stream) return false;
        cbor.Number();
        cbor.Number();
        cbor.Number();
        var wall = cbor.NumberOrNull();
        if (!cbor.Array(6)) return false;
        var id = cbor.Number();
        var decision = cbor.NumberOrNull();
        var state = Of(cbor.Number());
        var reason = cbor.TextOrNull(ReasonBytesMax);
        MeterFacts? facts = null;
        if (!cbor.TakeNull() && cbor.Array(4)) facts = new MeterFacts(cbor.NumberOrNull(), cbor.NumberOrNull(), cbor.NumberOrNull(), cbor.Number());
        var data = cbor.BytesOrNull(LinkLimits.ResultBytesMax);
        if (!cbor.AtEnd || state is not { } known) return false;
        result = new ResultMessage(id, decision, known, reason, facts, data, wall);
        return true;
    }

    private static CommandState? Of(long state) => state switch
    {
        1 => CommandState.Accepted,
        2 => CommandState.Pending,
        3 => CommandState.Done,
        4 => CommandState.Verified,
        5 => CommandState.Allowed,
        6 => CommandState.Closed,
        7 => CommandState.Refused,
        8 => CommandState.Expired,
        9 => CommandState.Failed,
        _ => null,
    };
}

/// <summary>What a meter showed.</summary>
/// <param name="StatusWord">Status word 3 (04000503).</param>
/// <param name="Milliamperes">The largest current of a phase.</param>
/// <param name="Decivolts">The largest voltage of a phase, 0.1 V.</param>
/// <param name="Error">The error byte of its last abnormal answer; 0 for none.</param>
public sealed record MeterFacts(long? StatusWord, long? Milliamperes, long? Decivolts, long Error);
