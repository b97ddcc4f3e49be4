using System.Collections.Concurrent;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Readings;

/// <summary>
/// Readings on PostgreSQL: what was told first of a meter in a slot is one wide row with an array of values, written once by COPY; a channel that is
/// told again with something new moves to rows of its own, one for each version, as SQLite has them for all. Each identity is in one place.
/// </summary>
internal sealed class WideReadings(TimeProvider wall) : IReadingStore
{
    private readonly ConcurrentDictionary<(MeterId Meter, ReadingKind Kind, int Length), long> _series = new();
    private readonly ConcurrentBag<WideBatch> _free = [];
    private readonly ChannelSets _sets = new();
    private readonly MonthPartitions _months = new(wall);

    public IReadingBatch Prepare(Database database, IReadOnlyList<ReceivedEvent> batch, SourceRows sources)
    {
        if (!_free.TryTake(out var rows)) rows = new WideBatch();
        Know(database, batch);
        var known = (From: 0L, To: 0L);
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].Event?.Message is not ReadingsMessage message) continue;
            var source = sources.Known(message.Header);
            for (var e = 0; e < message.Entries.Length; e++)
            {
                ref readonly var entry = ref message.Entries[e];
                var values = message.ValuesOf(entry);
                if (values.IsEmpty) continue;
                if (entry.Slot < known.From || entry.Slot >= known.To) known = _months.Make(database, entry.Slot);
                var series = Series(database, (entry.Meter, message.Kind, message.LengthS));
                rows.Add(i, e, series, source, message, _sets.Know(database, values));
            }
        }

        return rows;
    }

    public void Return(IReadingBatch batch)
    {
        var rows = (WideBatch)batch;
        rows.Clear();
        if (rows.Bytes <= IngestLimits.WideBytesKept && _free.Count < StoreLimits.ConnectionsMax) _free.Add(rows);
    }

    // What is remembered here was committed before.
    public void Forget()
    {
    }

    private long Series(Database database, (MeterId Meter, ReadingKind Kind, int Length) key)
    {
        // Forgotten between the two steps only where there are more meters than memory is kept for.
        if (!_series.TryGetValue(key, out var id)) KnowSeries(database, [key]);
        return _series.TryGetValue(key, out id) ? id : throw new StoreUnavailableException("more meters at once than numbers are remembered for");
    }

    /// <summary>Gives all meters of a batch their numbers at one go.</summary>
    private void Know(Database database, IReadOnlyList<ReceivedEvent> batch)
    {
        HashSet<(MeterId Meter, ReadingKind Kind, int Length)>? unknown = null;
        foreach (var received in batch)
        {
            if (received.Event?.Message is not ReadingsMessage message) continue;
            foreach (ref readonly var entry in message.Entries)
                if (!_series.ContainsKey((entry.Meter, message.Kind, message.LengthS))) (unknown ??= []).Add((entry.Meter, message.Kind, message.LengthS));
        }

        if (unknown is not null) KnowSeries(database, unknown);
    }

    private void KnowSeries(Database database, IReadOnlyCollection<(MeterId Meter, ReadingKind Kind, int Length)> unknown)
    {
        // In one order, so that two batches do not wait for each other.
        var keys = unknown.OrderBy(static key => key.Meter.Text, StringComparer.Ordinal).ThenBy(static key => key.Kind).ThenBy(static key => key.Length).ToArray();
        var meters = Array.ConvertAll(keys, static key => key.Meter.Text);
        var kinds = Array.ConvertAll(keys, static key => (long)key.Kind);
        var lengths = Array.ConvertAll(keys, static key => (long)key.Length);
        var ids = database.Write(
            connection =>
            {
                var found = new long[keys.Length];
                connection.Prepared(
                    """
                    INSERT INTO meter_series (meter, kind, length)
                    SELECT meter, kind, length FROM unnest(@meters, @kinds, @lengths) AS n (meter, kind, length) ON CONFLICT DO NOTHING
                    """,
                    "meters", "kinds", "lengths").Run(meters, kinds, lengths);
                using var rows = connection.Prepared(
                    """
                    SELECT n.place, s.id FROM unnest(@meters, @kinds, @lengths) WITH ORDINALITY AS n (meter, kind, length, place)
                    JOIN meter_series s ON s.meter = n.meter AND s.kind = n.kind AND s.length = n.length
                    """,
                    "meters", "kinds", "lengths").Rows(meters, kinds, lengths);
                while (rows.Read()) found[rows.GetInt64(0) - 1] = rows.GetInt64(1);
                return found;
            },
            isolation: Isolation.ReadCommitted);
        if (_series.Count + keys.Length > IngestLimits.SeriesCachedMax) _series.Clear();
        for (var i = 0; i < keys.Length; i++) _series[keys[i]] = ids[i];
    }
}
