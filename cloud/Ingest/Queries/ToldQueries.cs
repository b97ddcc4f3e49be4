using System.Data.Common;
using Wattline.Cloud.Ingest.Readings;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Queries;

/// <summary>Readings of many meters at one go, for those who make something of them: wide rows are read as they are, not taken apart by the database.</summary>
public sealed class ToldQueries(Database database)
{
    private const string Narrow =
        """
        SELECT s.meter, s.obis, s.kind, s.length, r.slot, r.unscaled, r.decimals, r.quality, m.received_ms
        FROM reading_series s JOIN reading r ON r.series = s.id LEFT JOIN message m ON m.source = r.source AND m.sequence = r.sequence
        """;

    private const string Wide =
        """
        SELECT w.series, w.slot, w.channels, w.flags, w.reasons, w.unscaled, w.decimals, g.received_ms
        FROM reading_wide w LEFT JOIN message g ON g.source = w.source AND g.sequence = w.sequence
        """;

    /// <summary>Hands out what counts of meters within slots, both ends with them, in no order.</summary>
    public void Stream(IReadOnlyCollection<string> meters, long from, long to, Action<ToldRow> each)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(each);
        // SQLite takes so many values in a list.
        foreach (var some in meters.Chunk(IngestLimits.MetersOfQueryMax))
            database.Read(connection =>
            {
                StreamNarrow(connection, some, from, to, each);
                if (connection.Engine == StoreEngine.Postgres) StreamWide(connection, some, from, to, each);
                return 0;
            });
    }

    /// <summary>The nearest slot before (or after) a moment at which a register of a meter, or its freeze, has a value, not beyond a limit; null: none.</summary>
    public long? NearestSlot(string meter, Obis obis, long moment, long limit, bool isBefore) => database.Read(connection =>
    {
        var (word, range) = isBefore ? ("MAX", "slot < @Moment AND slot >= @Limit") : ("MIN", "slot > @Moment AND slot <= @Limit");
        var wanted = new { Meter = meter, Obis = obis.ToString(), Moment = moment, Limit = limit };
        var narrow = connection.Scalar<long?>(
            $"SELECT {word}(slot) FROM reading_series s JOIN reading r ON r.series = s.id WHERE s.meter = @Meter AND s.obis = @Obis AND s.kind <= 1 AND r.current = 1 AND r.unscaled IS NOT NULL AND {range}", wanted);
        if (connection.Engine != StoreEngine.Postgres) return narrow;
        var wide = connection.Scalar<long?>(
            $"""
            SELECT {word}(slot) FROM meter_series m JOIN reading_wide w ON w.series = m.id JOIN channel_set n ON n.id = w.channels
            WHERE m.meter = @Meter AND m.kind <= 1 AND w.unscaled[array_position(string_to_array(n.obis, ' '), @Obis)] IS NOT NULL AND {range}
            """, wanted);
        return narrow is { } one && wide is { } other ? isBefore ? Math.Max(one, other) : Math.Min(one, other) : narrow ?? wide;
    });

    private static void StreamNarrow(StoreConnection connection, string[] meters, long from, long to, Action<ToldRow> each)
    {
        using var rows = connection.Reader(
            $"{Narrow} WHERE {connection.IsOneOf("s.meter", "@Meters")} AND r.current = 1 AND r.slot >= @From AND r.slot <= @To", new { Meters = meters, From = from, To = to });
        while (rows.Read())
            each(new ToldRow(
                rows.GetString(0), Obis.Parse(rows.GetString(1)), (ReadingKind)rows.GetInt64(2), (int)rows.GetInt64(3), rows.GetInt64(4),
                rows.IsDBNull(5) ? null : new ExactDecimal(rows.GetInt64(5), (byte)rows.GetInt64(6)), new QualitySet((ulong)rows.GetInt64(7)), rows.IsDBNull(8) ? 0 : rows.GetInt64(8)));
    }

    private static void StreamWide(StoreConnection connection, string[] meters, long from, long to, Action<ToldRow> each)
    {
        // Whose a row is and what its channels are is asked for once, not with every row.
        var series = new Dictionary<long, ToldRow>();
        using (var rows = connection.Reader($"SELECT id, meter, kind, length FROM meter_series WHERE {connection.IsOneOf("meter", "@Meters")}", new { Meters = meters }))
            while (rows.Read())
                series[rows.GetInt64(0)] = new ToldRow(rows.GetString(1), default, (ReadingKind)rows.GetInt64(2), (int)rows.GetInt64(3), 0, null, default, 0);
        if (series.Count == 0) return;
        var sets = new Dictionary<long, Obis[]>();
        using (var rows = connection.Reader("SELECT id, obis FROM channel_set"))
            while (rows.Read()) sets[rows.GetInt64(0)] = Array.ConvertAll(rows.GetString(1).Split(' '), static one => Obis.Parse(one));
        using (var rows = connection.Reader(
            $"{Wide} WHERE {connection.IsOneOf("w.series", "@Series")} AND w.slot >= @From AND w.slot <= @To", new { Series = series.Keys.ToArray(), From = from, To = to }))
            while (rows.Read()) Tell(rows, series[rows.GetInt64(0)], sets[rows.GetInt64(2)], each);
    }

    private static void Tell(DbDataReader row, ToldRow series, Obis[] channels, Action<ToldRow> each)
    {
        var told = series with { Slot = row.GetInt64(1), Quality = new QualitySet((ulong)row.GetInt64(3)), ReceivedMs = row.IsDBNull(7) ? 0 : row.GetInt64(7) };
        var reasons = new QualitySet((ulong)row.GetInt64(4));
        var unscaled = row.GetFieldValue<long?[]>(5);
        var decimals = row.GetFieldValue<byte[]>(6);
        for (var i = 0; i < channels.Length; i++)
        {
            if (decimals[i] == WideBatch.NotTold) continue;
            each(unscaled[i] is { } value
                ? told with { Obis = channels[i], Value = new ExactDecimal(value, decimals[i]) }
                : told with { Obis = channels[i], Quality = reasons });
        }
    }
}
