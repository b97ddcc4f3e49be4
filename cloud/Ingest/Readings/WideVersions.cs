using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Readings;

/// <summary>
/// Values whose meter and slot have a wide row already, one by one. One that the row has told is known; one that says something else moves the channel to
/// rows of its own, one for each version.
/// </summary>
internal static class WideVersions
{
    private static readonly ReadingRows _rows = new();

    public static void Tell(StoreConnection connection, in WideRow row, long source, ReadingsMessage message, ref ReadingTally tally)
    {
        ref readonly var entry = ref message.Entries[row.Entry];
        var (reasons, flags) = ReadingRows.Split(entry.Quality);
        var wide = First.Lock(connection, row.Series, entry.Slot);
        var moved = false;
        foreach (ref readonly var value in message.ValuesOf(entry))
        {
            if (!value.HasValue && reasons.IsValid) continue;
            var told = new ReadingRow(
                0, entry.Slot, value.HasValue ? value.Value : null, (long)(value.HasValue ? flags : reasons).Bits, entry.OffsetMs, source, MessageRows.SequenceOf(message.Header))
            {
                Yields = message.BeganMs is not null,
            };
            var place = wide.PlaceOf(value.Obis);
            if (place >= 0 && IsNothingNew(wide.At(place), told))
            {
                tally.Twins++;
                continue;
            }

            told = told with { Series = _rows.Series(connection, entry.Meter, value.Obis, message.Kind, message.LengthS) };
            if (place >= 0)
            {
                ReadingRows.Insert(connection, wide.At(place) with { Series = told.Series }, version: 1, current: true);
                wide.Decimals[place] = WideBatch.NotTold;
                moved = true;
            }

            ReadingRows.Tell(connection, told, ref tally);
        }

        if (!moved) return;
        connection.Prepared("UPDATE reading_wide SET decimals = @decimals WHERE series = @series AND slot = @slot", "decimals", "series", "slot")
            .Run(wide.Decimals, row.Series, entry.Slot);
    }

    /// <summary>The same amount, or an absence where something is known; and not by a message that the same stream told earlier, which would rank differently.</summary>
    private static bool IsNothingNew(in ReadingRow first, in ReadingRow told)
    {
        if ((told.Value is null || told.Yields) && first.Value is not null) return true;
        if (told.Value is { } value && (first.Value is not { } other || other.CompareTo(value) != 0)) return false;
        return first.Source != told.Source || first.Sequence <= told.Sequence;
    }

    /// <summary>What a wide row says; nobody else changes it while the transaction lasts.</summary>
    private sealed record First(string[] Channels, long Slot, long Flags, long Reasons, long OffsetMs, long Source, long Sequence, long?[] Unscaled, byte[] Decimals)
    {
        public static First Lock(StoreConnection connection, long series, long slot)
        {
            using var rows = connection.Prepared(
                """
                SELECT n.obis, w.flags, w.reasons, w.offset_ms, w.source, w.sequence, w.unscaled, w.decimals
                FROM reading_wide w JOIN channel_set n ON n.id = w.channels WHERE w.series = @series AND w.slot = @slot FOR UPDATE OF w
                """,
                "series", "slot").Rows(series, slot);
            if (!rows.Read()) throw new InvalidOperationException($"Series {series} has no row of slot {slot}, which was known a moment ago.");
            return new First(
                rows.GetString(0).Split(' '), slot, rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4), rows.GetInt64(5),
                rows.GetFieldValue<long?[]>(6), rows.GetFieldValue<byte[]>(7));
        }

        /// <summary>Where a channel stands; -1 when it is not told here.</summary>
        public int PlaceOf(Obis channel)
        {
            var place = Array.IndexOf(Channels, channel.ToString());
            return place >= 0 && Decimals[place] != WideBatch.NotTold ? place : -1;
        }

        public ReadingRow At(int place) => new(
            0, Slot, Unscaled[place] is { } unscaled ? new ExactDecimal(unscaled, Decimals[place]) : null,
            Unscaled[place] is null ? Reasons : Flags, OffsetMs, Source, Sequence);
    }
}
