using Wattline.Cloud.Metering.Estimation;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Time;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>Makes the intervals of one channel of a point of what was told of its meters. Keeps its memory.</summary>
internal sealed class PointChannel
{
    private static readonly ulong _noSupply = 1UL << QualityTable.NoSupply.Row;

    private readonly RegisterChain _chain = new();
    private readonly IntervalMaker _maker = new();
    private RegisterValue[] _values = [];
    private long[] _profile = [];
    private ulong[] _causes = [];
    private long[] _received = [];
    private bool[] _remembered = [];
    private long[] _like = [];
    private long[] _proxy = [];

    /// <summary>The intervals.</summary>
    public IntervalSheet Sheet { get; } = new();

    /// <summary>How many digits of the amounts are decimals.</summary>
    public int Decimals { get; private set; }

    /// <summary>When what an interval was made of was all here, Unix milliseconds; 0 when it was not told.</summary>
    public ReadOnlySpan<long> Received => _received.AsSpan(0, Sheet.Grid.Count);

    /// <summary>Why nothing came at an interval's end, as quality bits.</summary>
    public ReadOnlySpan<ulong> Causes => _causes.AsSpan(0, Sheet.Grid.Count);

    /// <summary>The first moment and the last at which the registers are known; null: never.</summary>
    public (long First, long Last)? Known => _chain.Knots.Length == 0 ? null : (_chain.Knots[0].At, _chain.Knots[^1].At);

    /// <summary>What the rules doubt of the registers.</summary>
    public List<(string Meter, long Slot, bool IsFreeze, QualitySet Quality)> Doubts { get; } = [];

    /// <summary>Makes them.</summary>
    /// <param name="setup">The point.</param>
    /// <param name="obis">Which register.</param>
    /// <param name="told">What was told of it, by meter.</param>
    /// <param name="grid">Which intervals.</param>
    /// <param name="like">What like days had, in so many decimals; null before it was looked for.</param>
    /// <param name="proxy">What the proxy had.</param>
    public void Make(PointSetup setup, Obis obis, IReadOnlyDictionary<string, ChannelReadings> told, IntervalGrid grid, LikeShape? like = null, LikeShape? proxy = null)
    {
        var (segments, decimals) = setup.Segments(obis, meter => told.TryGetValue(meter, out var readings) ? readings.Decimals : 0);
        Decimals = decimals;
        Resize(grid.Count);
        Doubts.Clear();
        _chain.Clear();
        long tolerance = 1;
        foreach (var segment in segments)
        {
            if (!told.TryGetValue(segment.Meter, out var readings)) readings = new ChannelReadings();
            tolerance = Math.Max(tolerance, segment.Factor);
            AddRegisters(segment, readings);
            AddProfile(segment, readings, grid);
            AddCauses(segment, readings, grid);
            foreach (var gap in setup.Gaps) AddGap(segment, gap, grid);
        }

        // What the meter itself says of its supply is the cause; that it did not answer follows from it.
        foreach (ref var cause in _causes.AsSpan(0, grid.Count))
            if ((cause & _noSupply) != 0) cause = _noSupply;

        var darkness = setup.NoSupply as TimeSpanS[] ?? [.. setup.NoSupply];
        _maker.Make(
            new IntervalInput
            {
                Grid = grid,
                Knots = _chain.Knots,
                Profile = _profile.AsSpan(0, grid.Count),
                Causes = _causes.AsSpan(0, grid.Count),
                NoSupply = darkness,
                Shapes = new Shapes { LikeDays = Fill(like, grid, ref _like), Proxy = Fill(proxy, grid, ref _proxy) },
                Tolerance = tolerance,
                MayFall = obis.C == 16,
            },
            Sheet);
        // What only the meter itself kept at an end is from its memory.
        for (var i = 0; i < grid.Count; i++)
            if (_remembered[i] && Sheet.Origins[i] == IntervalOrigin.Registers) Sheet.Origins[i] = IntervalOrigin.Profile;
    }

    private ReadOnlySpan<long> Fill(LikeShape? shape, IntervalGrid grid, ref long[] amounts)
    {
        if (shape is null) return [];
        if (amounts.Length < grid.Count) amounts = new long[grid.Count];
        shape.Fill(grid, Decimals, amounts.AsSpan(0, grid.Count));
        return amounts.AsSpan(0, grid.Count);
    }

    private void Resize(int count)
    {
        if (_profile.Length < count) (_profile, _causes, _received, _remembered) = (new long[count], new ulong[count], new long[count], new bool[count]);
        _profile.AsSpan(0, count).Fill(IntervalInput.NoProfile);
        _causes.AsSpan(0, count).Clear();
        _received.AsSpan(0, count).Clear();
        _remembered.AsSpan(0, count).Clear();
        Sheet.Reset(default);
    }

    private void AddRegisters(RegisterSegment segment, ChannelReadings readings)
    {
        if (_values.Length < readings.Registers.Count) _values = new RegisterValue[readings.Registers.Count];
        var count = 0;
        foreach (var (slot, register) in readings.Registers)
            if (register.Value.TryBring(segment.Decimals, out var scaled)) _values[count++] = new RegisterValue(slot, scaled);
        var values = _values.AsSpan(0, count);
        _chain.Add(segment, values);
        foreach (ref readonly var value in values)
            if (!value.Quality.IsValid) Doubts.Add((segment.Meter, value.At, readings.Registers[value.At].IsFreeze, value.Quality));
    }

    private void AddProfile(RegisterSegment segment, ChannelReadings readings, IntervalGrid grid)
    {
        foreach (var (end, told) in readings.Profile)
        {
            if (end - told.LengthS < segment.From || end > segment.To || told.LengthS == 0 || grid.LengthS % told.LengthS != 0) continue;
            var index = grid.IndexOf(end);
            if (index < 0 || index >= grid.Count || end != grid.EndOf(index) || !IsWhole(readings, end, told.LengthS, grid.LengthS, segment.Decimals, out var amount, out var received)) continue;
            _profile[index] = amount * segment.Factor;
            if (_received[index] == 0) _received[index] = received;
        }
    }

    /// <summary>All parts of an interval, where the profile has shorter ones.</summary>
    private static bool IsWhole(ChannelReadings readings, long end, int partS, int lengthS, int decimals, out long amount, out long received)
    {
        amount = received = 0;
        for (var at = end; at > end - lengthS; at -= partS)
        {
            if (!readings.Profile.TryGetValue(at, out var part) || part.LengthS != partS || !part.Value.TryBring(decimals, out var scaled)) return false;
            amount += scaled;
            received = Math.Max(received, part.ReceivedMs);
        }

        return true;
    }

    /// <summary>Slots that are explained at one go: where a slot says something itself that counts, but for its supply.</summary>
    private void AddGap(RegisterSegment segment, in ToldGap gap, IntervalGrid grid)
    {
        if (gap.Meter is not null && gap.Meter != segment.Meter) return;
        for (var i = Math.Max(0, grid.IndexOf(gap.First)); i < grid.Count && grid.EndOf(i) <= gap.Last; i++)
        {
            var end = grid.EndOf(i);
            if (end < gap.First || end <= segment.From || end > segment.To) continue;
            if (_causes[i] == 0 || gap.Cause == QualityTable.NoSupply) _causes[i] |= 1UL << gap.Cause.Row;
        }
    }

    private void AddCauses(RegisterSegment segment, ChannelReadings readings, IntervalGrid grid)
    {
        foreach (var (slot, reasons) in readings.Absences)
        {
            var index = grid.IndexOf(slot);
            if (slot >= segment.From && slot <= segment.To && index >= 0 && index < grid.Count) _causes[index] |= reasons.Bits;
        }

        for (var i = 0; i < grid.Count; i++)
        {
            var end = grid.EndOf(i);
            if (end <= segment.From || end > segment.To) continue;
            if (readings.Registers.TryGetValue(end, out var last)) (_received[i], _remembered[i]) = (last.ReceivedMs, !last.WasRead);
            if (!readings.Registers.TryGetValue(end - grid.LengthS, out var first)) continue;
            _received[i] = Math.Max(_received[i], first.ReceivedMs);
            _remembered[i] |= !first.WasRead;
        }
    }
}
