using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Runtime.Validation;

/// <summary>Puts quality codes on readings. Never drops one, never changes a value. Not safe for two threads.</summary>
public sealed class Validator
{
    private readonly Dictionary<MeterId, MeterHistory> _meters = [];

    /// <summary>Looks at one entry.</summary>
    /// <param name="message">The message that holds it.</param>
    /// <param name="index">Which entry.</param>
    /// <param name="point">Its meter.</param>
    /// <param name="receivedMs">When the gateway received the message, Unix milliseconds.</param>
    public void Check(ReadingsMessage message, int index, MeterPoint point, long receivedMs)
    {
        if (message.BeganMs is not null) return; // It has no time yet.
        var entry = message.Entries[index];
        var flagged = Flag(message, index, TimeRules.CheckClock(entry));
        if (TimeRules.CheckSlot(entry.Slot, receivedMs) is { } wrongTime) flagged = Flag(message, index, wrongTime);
        else if (message.Kind is ReadingKind.Register or ReadingKind.Freeze && History(entry.Meter) is { } history)
        {
            var atMs = entry.Slot * 1000 + (message.Kind == ReadingKind.Register ? entry.OffsetMs : 0);
            foreach (ref readonly var value in message.ValuesOf(entry))
            {
                if (!value.HasValue || !value.Obis.IsRegister || !history.TryFind(value.Obis, out var place)) continue;
                flagged |= Flag(message, index, RegisterRules.Check(ref history[place], atMs, value.Value, point.Template.Find(value.Obis), point.MaxKw));
            }
        }
        if (flagged) RuntimeMetrics.Flagged.Add(1);
    }

    private static bool Flag(ReadingsMessage message, int index, Quality? quality)
    {
        if (quality is null) return false;
        message.Flag(index, quality);
        return true;
    }

    private MeterHistory? History(MeterId meter)
    {
        if (_meters.TryGetValue(meter, out var history) || _meters.Count >= RuntimeLimits.MetersValidatedMax) return history;
        return _meters[meter] = new MeterHistory();
    }
}
