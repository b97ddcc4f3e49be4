using System.Globalization;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Memory;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Block;

/// <summary>
/// Holds the freezes that the cloud stored against what the meters froze: every daily freeze and settlement that a meter
/// still remembers at the end is stored, once and with its value. An absence is true only of what no meter remembers.
/// </summary>
public sealed class MemoryOracle
{
    /// <summary>Magnitude of a dead meter that is dead because its mains are away.</summary>
    public const int WithoutSupply = 1;

    private readonly ResidentialBlock _block;
    private readonly long _fromSlot;
    private readonly long _untilSlot;
    private readonly Dictionary<(string Meter, string Obis, long Slot), StoredReading> _stored = [];
    private readonly List<string> _problems = [];

    /// <param name="block">The meters.</param>
    /// <param name="fromSlot">Freezes from this time on are expected, Unix seconds.</param>
    /// <param name="untilSlot">Freezes up to this time are expected, Unix seconds.</param>
    public MemoryOracle(ResidentialBlock block, long fromSlot, long untilSlot)
    {
        ArgumentNullException.ThrowIfNull(block);
        (_block, _fromSlot, _untilSlot) = (block, fromSlot, untilSlot);
    }

    /// <summary>Freezes that were expected, one for each channel.</summary>
    public int Expected { get; private set; }

    /// <summary>Of these, those that are stored as they were frozen.</summary>
    public int Stored { get; private set; }

    /// <summary>Moments of which a meter's records say that it had no supply.</summary>
    public int Unsupplied { get; private set; }

    /// <summary>What does not hold, in words.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Takes one stored identity; what is no freeze is left alone.</summary>
    public void Add(in StoredReading stored)
    {
        if (stored.Kind == "freeze" && !_stored.TryAdd((stored.Meter, stored.Obis, stored.SlotUnixSeconds), stored))
            _problems.Add($"{stored.Meter} {stored.Obis} {Time(stored.SlotUnixSeconds)} is stored twice");
    }

    /// <summary>Judges. Call once, when everything that is stored was added.</summary>
    public void Close()
    {
        foreach (var meter in _block.Meters.Where(static meter => meter.IsDlt645))
        {
            meter.Device.CatchUp(_block.Clock.NowMicros);
            var frozen = meter.Device.Frozen(FreezeKind.Daily).Concat(meter.Device.Settlements)
                .Select(item => (Slot: SlotOf(item.Stamp), item.Micros))
                .Where(item => item.Slot >= _fromSlot && item.Slot <= _untilSlot).Distinct().ToList();
            foreach (var (slot, micros) in frozen)
                Judge(meter, slot, meter.Device.RegisterAt(micros));
            var slots = frozen.Select(item => item.Slot).ToHashSet();
            var profile = new ProfileMemory(meter, _block.Clock.NowMicros);
            foreach (var stored in _stored.Values.Where(stored => stored.Meter == meter.Id && stored.Value is null && stored.Obis == "1-0:1.8.0"))
                JudgeHole(meter, stored, profile);
            foreach (var stored in _stored.Values.Where(stored => stored.Meter == meter.Id && stored.Value is not null))
                if (stored.SlotUnixSeconds >= _fromSlot && stored.SlotUnixSeconds <= _untilSlot && !slots.Contains(stored.SlotUnixSeconds)
                    && (stored.Values != 1 || !profile.Has(stored.Obis, stored.SlotUnixSeconds, stored.Value!)))
                    _problems.Add($"{stored.Meter} {stored.Obis} {Time(stored.SlotUnixSeconds)} is stored, and was never frozen");
        }
    }

    /// <summary>A moment of which the meter's memory is said to have nothing, and why.</summary>
    private void JudgeHole(BlockMeter meter, in StoredReading stored, ProfileMemory profile)
    {
        var micros = (stored.SlotUnixSeconds - VirtualClock.Start.ToUnixTimeSeconds()) * 1_000_000;
        var isDark = _block.Faults.Of(meter.Id, micros, micros + 1).Any(fault => fault is { Kind: FaultKind.DeadMeter, Magnitude: WithoutSupply });
        Unsupplied += stored.Cause == "no_supply" ? 1 : 0;
        if (profile.Keeps(stored.Obis, stored.SlotUnixSeconds))
            _problems.Add($"{stored.Meter} {stored.Obis} frozen {Time(stored.SlotUnixSeconds)} is explained by {stored.Cause}, and the meter remembers it");
        else if (stored.Cause == "no_supply" != isDark)
            _problems.Add($"{stored.Meter} {stored.Obis} frozen {Time(stored.SlotUnixSeconds)} is explained by {stored.Cause}, and its mains were {(isDark ? "away" : "there")}");
    }

    /// <summary>The moment that a meter of the block's zone means by a stamp, Unix seconds.</summary>
    internal static long SlotOf(DateTime stamp) =>
        new DateTimeOffset(DateTime.SpecifyKind(stamp, DateTimeKind.Unspecified), TimeSpan.FromHours(8)).ToUnixTimeSeconds();

    private void Judge(BlockMeter meter, long slot, MeterRegisters shown)
    {
        long[] values = [shown.Total, shown.Sharp, shown.Peak, shown.Flat, shown.Valley];
        for (var tariff = 0; tariff < values.Length; tariff++)
        {
            Expected++;
            var obis = $"1-0:1.8.{tariff}";
            var expected = (values[tariff] / 100m).ToString("F2", CultureInfo.InvariantCulture);
            var name = $"{meter.Id} {obis} frozen {Time(slot)}";
            if (!_stored.TryGetValue((meter.Id, obis, slot), out var stored))
                _problems.Add($"{name} is missing");
            else if (stored.Value is null)
                _problems.Add($"{name} is explained by {stored.Cause}, and the meter remembers it");
            else if (stored.Value != expected || stored.Values != 1)
                _problems.Add($"{name} is {stored.Value} ({stored.Values} values), the meter froze {expected}");
            else
                Stored++;
        }
    }

    private static string Time(long slot) =>
        DateTimeOffset.FromUnixTimeSeconds(slot).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
