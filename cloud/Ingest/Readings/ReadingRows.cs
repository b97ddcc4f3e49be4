using Wattline.Cloud.Contracts;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Readings;

/// <summary>
/// Readings one row for each version of a value: all of them on SQLite, on PostgreSQL those that were told more than once. The same value again is nothing; another is a new version; nothing is
/// overwritten. The newest version is current, except that within one stream the sequence in which a value was told first decides, whatever
/// the order of arrival, and that an absence never outranks a value. Of several reasons for one absence the one told first is kept.
/// </summary>
internal sealed class ReadingRows : IReadingStore, IReadingBatch
{
    private readonly Dictionary<(MeterId, Obis, ReadingKind, int), long> _series = [];

    public IReadingBatch Prepare(Database database, IReadOnlyList<ReceivedEvent> batch, SourceRows sources) => this;

    public void Forget() => _series.Clear();

    public void Begin(StoreConnection connection)
    {
    }

    public void Finish(StoreConnection connection, ref ReadingTally tally)
    {
    }

    public void Return(IReadingBatch batch)
    {
    }

    public void Add(StoreConnection connection, int index, long source, ReadingsMessage message, ref ReadingTally tally)
    {
        var sequence = MessageRows.SequenceOf(message.Header);
        foreach (ref readonly var entry in message.Entries)
        {
            var (reasons, flags) = Split(entry.Quality);
            foreach (ref readonly var value in message.ValuesOf(entry))
            {
                var row = new ReadingRow(
                    Series(connection, entry.Meter, value.Obis, message.Kind, message.LengthS), entry.Slot,
                    value.HasValue ? value.Value : null, (long)(value.HasValue ? flags : reasons).Bits, entry.OffsetMs, source, sequence)
                { Yields = message.BeganMs is not null };
                if (row is { Value: null, Quality: 0 }) tally.Unexplained++;
                else Tell(connection, row, ref tally);
            }
        }
    }

    /// <summary>Stores one value, or one absence that is explained.</summary>
    public static void Tell(StoreConnection connection, in ReadingRow row, ref ReadingTally tally)
    {
        if (Insert(connection, row, version: 1, current: true)) tally.Added++;
        else if (AddVersion(connection, row)) tally.Versions++;
        else tally.Twins++;
    }

    /// <summary>An entry's codes stand for all its channels: the reasons belong to those without a value, the rest to those with one.</summary>
    internal static (QualitySet Reasons, QualitySet Flags) Split(QualitySet quality)
    {
        QualitySet reasons = default, flags = default;
        while (QualitySet.TryTake(ref quality, out var row))
        {
            if (row.Cause > 0) reasons = reasons.With(row);
            else flags = flags.With(row);
        }

        return (reasons, flags);
    }

    /// <summary>Finds the value's place among the versions known.</summary>
    /// <returns>False when it was known, or is an absence where something is known.</returns>
    private static bool AddVersion(StoreConnection connection, in ReadingRow row)
    {
        var known = Versions(connection, row.Series, row.Slot);
        if (row.Value is not { } value)
        {
            // There is one absence at most, and only as the first version: what is told first is never withdrawn by what arrives first.
            if (known[0].Value is null && known[0].Source == row.Source && known[0].Sequence > row.Sequence) SetReason(connection, row);
            return false;
        }

        if (row.Yields && known.Exists(static version => version.Value is not null)) return false;
        var current = known.FindIndex(static version => version.IsCurrent);
        var twin = known.FindIndex(version => version.Value is { } other && other.CompareTo(value) == 0);
        if (twin < 0)
        {
            // A later message of the same stream has spoken already: this one is what came before it.
            var overtaken = known[current].Value is not null && known[current].Source == row.Source && known[current].Sequence > row.Sequence;
            if (!overtaken) SetCurrent(connection, row, known[current].Number, false);
            return Insert(connection, row, known[^1].Number + 1, !overtaken);
        }

        if (known[twin].Source != row.Source || known[twin].Sequence <= row.Sequence) return false;
        // The value was told before the message that brought it here: it ranks by when it was told first.
        connection.Prepared(
            "UPDATE reading SET sequence = @sequence WHERE series = @series AND slot = @slot AND version = @version", "sequence", "series", "slot", "version")
            .Run(row.Sequence, row.Series, row.Slot, known[twin].Number);
        if (twin != current) return false;
        var told = known.Where(version => version.Value is not null && version.Source == known[twin].Source && version.Number != known[twin].Number)
            .OrderBy(static version => version.Sequence).LastOrDefault();
        if (told.Number == 0 || told.Sequence < row.Sequence) return false;
        SetCurrent(connection, row, known[twin].Number, false);
        SetCurrent(connection, row, told.Number, true);
        return false;
    }

    private static List<Version> Versions(StoreConnection connection, long series, long slot)
    {
        var versions = new List<Version>();
        using var rows = connection.Prepared(
            "SELECT version, current, unscaled, decimals, source, sequence FROM reading WHERE series = @series AND slot = @slot ORDER BY version",
            "series", "slot").Rows(series, slot);
        while (rows.Read())
        {
            var value = rows.IsDBNull(2) ? (ExactDecimal?)null : new ExactDecimal(rows.GetInt64(2), (byte)rows.GetInt64(3));
            versions.Add(new Version(rows.GetInt64(0), rows.GetInt64(1) != 0, value, rows.GetInt64(4), rows.GetInt64(5)));
        }

        return versions;
    }

    private static void SetReason(StoreConnection connection, in ReadingRow row) => connection.Prepared(
        "UPDATE reading SET quality = @quality, offset_ms = @offset, sequence = @sequence WHERE series = @series AND slot = @slot AND version = 1",
        "quality", "offset", "sequence", "series", "slot").Run(row.Quality, row.OffsetMs, row.Sequence, row.Series, row.Slot);

    private static void SetCurrent(StoreConnection connection, in ReadingRow row, long version, bool current) => connection.Prepared(
        "UPDATE reading SET current = @current WHERE series = @series AND slot = @slot AND version = @version", "current", "series", "slot", "version")
        .Run(current ? 1L : 0L, row.Series, row.Slot, version);

    internal static bool Insert(StoreConnection connection, in ReadingRow row, long version, bool current) => connection.Prepared(
        """
        INSERT INTO reading (series, slot, version, current, unscaled, decimals, quality, offset_ms, source, sequence)
        VALUES (@series, @slot, @version, @current, @unscaled, @decimals, @quality, @offset, @source, @sequence) ON CONFLICT DO NOTHING
        """,
        "series", "slot", "version", "current", "unscaled", "decimals", "quality", "offset", "source", "sequence")
        .Run(row.Series, row.Slot, version, current ? 1L : 0L, row.Value?.Unscaled, (long)(row.Value?.Decimals ?? 0), row.Quality, row.OffsetMs, row.Source, row.Sequence) > 0;

    internal long Series(StoreConnection connection, MeterId meter, Obis obis, ReadingKind kind, int length)
    {
        var key = (meter, obis, kind, length);
        if (_series.TryGetValue(key, out var id)) return id;
        connection.Prepared(
            "INSERT INTO reading_series (meter, obis, kind, length) VALUES (@meter, @obis, @kind, @length) ON CONFLICT DO NOTHING",
            "meter", "obis", "kind", "length").Run(meter.Text, obis.ToString(), (long)kind, (long)length);
        id = (long)connection.Prepared(
            "SELECT id FROM reading_series WHERE meter = @meter AND obis = @obis AND kind = @kind AND length = @length",
            "meter", "obis", "kind", "length").Scalar(meter.Text, obis.ToString(), (long)kind, (long)length)!;
        // Where several transactions run at once, another may not see yet what this one made.
        if (connection.Engine != StoreEngine.Sqlite) return id;
        if (_series.Count >= IngestLimits.SeriesCachedMax) _series.Clear();
        return _series[key] = id;
    }

    private readonly record struct Version(long Number, bool IsCurrent, ExactDecimal? Value, long Source, long Sequence);
}
