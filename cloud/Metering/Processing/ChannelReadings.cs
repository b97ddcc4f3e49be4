using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>What was told of one register of one meter: values at moments, amounts of its profile, and why there is nothing.</summary>
internal sealed class ChannelReadings
{
    /// <summary>Values by slot; what the meter froze itself stands before what was asked for, and alone where nothing was.</summary>
    public SortedList<long, (ExactDecimal Value, bool IsFreeze, bool WasRead, long ReceivedMs, QualitySet Quality)> Registers { get; } = [];

    /// <summary>The profile: amounts by the end of their interval.</summary>
    public SortedList<long, (ExactDecimal Value, int LengthS, long ReceivedMs)> Profile { get; } = [];

    /// <summary>Why a slot has no value.</summary>
    public Dictionary<long, QualitySet> Absences { get; } = [];

    /// <summary>The most decimals seen.</summary>
    public int Decimals { get; private set; }

    public void Add(in ToldReading reading)
    {
        if (reading.Value is not { } value)
        {
            Absences[reading.Slot] = new QualitySet(Absences.GetValueOrDefault(reading.Slot).Bits | reading.Quality.Bits);
            return;
        }

        Decimals = Math.Max(Decimals, value.Decimals);
        if (reading.Kind == ReadingKind.Interval)
        {
            Profile[reading.Slot] = (value, reading.LengthS, reading.ReceivedMs);
            return;
        }

        var isFreeze = reading.Kind == ReadingKind.Freeze;
        if (Registers.TryGetValue(reading.Slot, out var known))
        {
            // A value that came twice came when it came first; the meter's own time counts before ours.
            var received = Math.Min(known.ReceivedMs, reading.ReceivedMs);
            var wasRead = known.WasRead || !isFreeze;
            Registers[reading.Slot] = isFreeze && !known.IsFreeze
                ? (value, true, wasRead, received, reading.Quality) : known with { ReceivedMs = received, WasRead = wasRead };
            return;
        }

        Registers.Add(reading.Slot, (value, isFreeze, !isFreeze, reading.ReceivedMs, reading.Quality));
    }
}
