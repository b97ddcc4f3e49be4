using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Readings;

/// <summary>A batch's wide rows: encoded once, staged by COPY before anything is locked, and merged when it is known which messages are new.</summary>
internal sealed class WideBatch : IReadingBatch
{
    /// <summary>In the byte that tells a channel's decimals: not told in this row. Decimals are 18 at most.</summary>
    public const byte NotTold = 255;

    private const string Columns = "series, slot, channels, flags, reasons, offset_ms, source, sequence, unscaled, decimals";

    private readonly CopyRows _copy = new();
    private readonly List<WideRow> _rows = [];
    private readonly List<(int Message, int Told, int Unexplained, int Staged)> _messages = [];
    private readonly HashSet<(long Series, long Slot, long Source, long Sequence)> _places = [];
    private readonly List<int> _stored = [];
    private readonly Dictionary<int, (long Source, ReadingsMessage Message)> _added = [];
    private int _staged;

    /// <summary>Memory held for rows.</summary>
    public int Bytes => _copy.Capacity;

    public void Clear()
    {
        _copy.Clear();
        _rows.Clear();
        _messages.Clear();
        _places.Clear();
        _added.Clear();
    }

    /// <summary>Encodes an entry of a message.</summary>
    public void Add(int message, int place, long series, long source, ReadingsMessage told, ChannelSet set)
    {
        if (_messages.Count == 0 || _messages[^1].Message != message) _messages.Add((message, 0, 0, 0));
        ref readonly var entry = ref told.Entries[place];
        var values = told.ValuesOf(entry);
        var (reasons, flags) = ReadingRows.Split(entry.Quality);
        var count = 0;
        foreach (ref readonly var value in values)
            if (value.HasValue || !reasons.IsValid) count++;
        var summary = _messages[^1];
        summary.Unexplained += values.Length - count;
        if (count > 0)
        {
            var sequence = MessageRows.SequenceOf(told.Header);
            var isSecond = !_places.Add((series, entry.Slot, source, sequence));
            if (!isSecond)
            {
                Encode(message, series, source, sequence, entry, values, reasons, flags, set);
                summary.Staged++;
                summary.Told += count;
            }

            _rows.Add(new WideRow(message, place, series, count, isSecond));
        }

        _messages[^1] = summary;
    }

    public void Begin(StoreConnection connection)
    {
        _added.Clear();
        _stored.Clear();
        _staged = 0;
        if (_copy.Rows > 0) connection.Copy($"COPY reading_stage (place, message, {Columns}) FROM STDIN (FORMAT BINARY)", _copy);
    }

    public void Add(StoreConnection connection, int index, long source, ReadingsMessage message, ref ReadingTally tally)
    {
        _added.Add(index, (source, message));
        var at = _messages.BinarySearch((index, 0, 0, 0), _byMessage);
        if (at < 0) return;
        var summary = _messages[at];
        tally.Added += summary.Told;
        tally.Unexplained += summary.Unexplained;
        if (summary.Staged == 0) return;
        _staged += summary.Staged;
        _stored.Add(index);
    }

    public void Finish(StoreConnection connection, ref ReadingTally tally)
    {
        var known = _staged > 0 ? Merge(connection, ref tally) : [];
        for (var i = 0; i < _rows.Count; i++)
        {
            var row = _rows[i];
            if (!_added.TryGetValue(row.Message, out var told) || (!row.IsSecond && !known.Contains(i))) continue;
            WideVersions.Tell(connection, row, told.Source, told.Message, ref tally);
        }
    }

    private static readonly Comparer<(int Message, int Told, int Unexplained, int Staged)> _byMessage =
        Comparer<(int Message, int Told, int Unexplained, int Staged)>.Create(static (a, b) => a.Message.CompareTo(b.Message));

    private void Encode(
        int message, long series, long source, long sequence, in ReadingEntry entry, ReadOnlySpan<ReadingValue> values, QualitySet reasons, QualitySet flags, ChannelSet set)
    {
        _copy.Row(12);
        _copy.Add(_rows.Count);
        _copy.Add(message);
        _copy.Add(series);
        _copy.Add(entry.Slot);
        _copy.Add(set.Id);
        _copy.Add((long)flags.Bits);
        _copy.Add((long)reasons.Bits);
        _copy.Add(entry.OffsetMs);
        _copy.Add(source);
        _copy.Add(sequence);
        _copy.BeginArray(values.Length);
        foreach (ref readonly var value in values) _copy.AddElement(value.HasValue ? value.Value.Unscaled : null);
        var decimals = _copy.AddBytes(values.Length);
        for (var i = 0; i < values.Length; i++) decimals[i] = values[i].HasValue ? values[i].Value.Decimals : reasons.IsValid ? NotTold : (byte)0;
    }

    /// <summary>Writes what is new.</summary>
    /// <returns>The rows that met one with something else in it, or with something more.</returns>
    private HashSet<int> Merge(StoreConnection connection, ref ReadingTally tally)
    {
        var all = _stored.Count == _messages.Count(static summary => summary.Staged > 0);
        var mine = all ? "TRUE" : "s.message = ANY (@messages)";
        ReadOnlySpan<string> names = all ? [] : ["messages"];
        ReadOnlySpan<object?> values = all ? [] : [_stored.ToArray()];
        // In one order, so that two batches with the same meters do not wait for each other in a circle.
        var written = connection.Prepared(
            $"INSERT INTO reading_wide ({Columns}) SELECT {Columns} FROM reading_stage s WHERE {mine} ORDER BY series, slot, place ON CONFLICT DO NOTHING", names).Run(values);
        var known = new HashSet<int>();
        if (written == _staged) return known;
        using var rows = connection.Prepared(
            $"""
            SELECT s.place,
                r.channels = s.channels AND r.unscaled = s.unscaled AND r.decimals = s.decimals
                    AND (r.source <> s.source OR r.sequence <= s.sequence)
            FROM reading_stage s JOIN reading_wide r ON r.series = s.series AND r.slot = s.slot
            WHERE {mine} AND NOT (r.source = s.source AND r.sequence = s.sequence AND r.xmin = pg_current_xact_id()::xid)
            """,
            names).Rows(values);
        while (rows.Read())
        {
            var place = rows.GetInt32(0);
            tally.Added -= _rows[place].Told;
            if (rows.GetBoolean(1)) tally.Twins += _rows[place].Told;
            else known.Add(place);
        }

        return known;
    }
}
