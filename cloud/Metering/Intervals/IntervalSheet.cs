using Wattline.Cloud.Metering.Time;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Intervals;

/// <summary>The intervals of one channel of a point, from the first midnight that is asked for to the last. Keeps its memory.</summary>
public sealed class IntervalSheet
{
    private long[] _amounts = [];
    private ulong[] _quality = [];
    private IntervalOrigin[] _origins = [];

    /// <summary>Which intervals.</summary>
    public IntervalGrid Grid { get; private set; }

    /// <summary>What was used in each, in the channel's units; 0 where there is none.</summary>
    public Span<long> Amounts => _amounts.AsSpan(0, Grid.Count);

    /// <summary>The codes of each, as the bits of a <see cref="QualitySet"/>.</summary>
    public Span<ulong> Quality => _quality.AsSpan(0, Grid.Count);

    /// <summary>Where each comes from.</summary>
    public Span<IntervalOrigin> Origins => _origins.AsSpan(0, Grid.Count);

    /// <summary>Empties it for a grid.</summary>
    public void Reset(IntervalGrid grid)
    {
        Grid = grid;
        if (_amounts.Length < grid.Count)
        {
            _amounts = new long[grid.Count];
            _quality = new ulong[grid.Count];
            _origins = new IntervalOrigin[grid.Count];
        }

        Amounts.Clear();
        Quality.Clear();
        Origins.Clear();
    }

    /// <summary>Adds a code.</summary>
    public void Flag(int index, Quality quality)
    {
        ArgumentNullException.ThrowIfNull(quality);
        _quality[index] |= 1UL << quality.Row;
    }
}
