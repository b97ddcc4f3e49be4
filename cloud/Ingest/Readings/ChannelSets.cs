using System.Collections.Concurrent;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Readings;

/// <summary>The sets of channels that are known, found without allocating.</summary>
internal sealed class ChannelSets
{
    private readonly ConcurrentDictionary<int, ChannelSet[]> _known = new();

    /// <summary>The set of these values' channels; null when it is not known.</summary>
    public ChannelSet? Find(ReadOnlySpan<ReadingValue> values)
    {
        if (!_known.TryGetValue(ChannelSet.HashOf(values), out var found)) return null;
        foreach (var set in found)
            if (set.Fits(values)) return set;
        return null;
    }

    /// <summary>The set of these values' channels, made where it is new: in a transaction of its own.</summary>
    public ChannelSet Know(Database database, ReadOnlySpan<ReadingValue> values)
    {
        if (Find(values) is { } known) return known;
        var channels = new Obis[values.Length];
        for (var i = 0; i < channels.Length; i++) channels[i] = values[i].Obis;
        var text = ChannelSet.TextOf(channels);
        var id = database.Write(
            connection =>
            {
                connection.Prepared("INSERT INTO channel_set (obis) VALUES (@obis) ON CONFLICT DO NOTHING", "obis").Run(text);
                return (long)connection.Prepared("SELECT id FROM channel_set WHERE obis = @obis", "obis").Scalar(text)!;
            },
            isolation: Isolation.ReadCommitted);
        var set = new ChannelSet(id, channels);
        if (_known.Count >= IngestLimits.ChannelSetsCachedMax) _known.Clear();
        _known.AddOrUpdate(ChannelSet.HashOf(values), [set], (_, others) => [.. others, set]);
        return set;
    }
}
