using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ingest.Coverage;

/// <summary>Which sequences of a stream are stored, as ranges that neither touch nor overlap; and which are explained as lost.</summary>
internal static class CoverageRows
{
    /// <summary>Adds sequences.</summary>
    public static void Add(StoreConnection connection, long source, SortedSet<long> sequences)
    {
        var range = default(SequenceRange);
        foreach (var sequence in sequences)
        {
            if (range.First > 0 && sequence == range.Last + 1)
            {
                range = range with { Last = sequence };
                continue;
            }

            if (range.First > 0) Add(connection, source, range);
            range = new SequenceRange(sequence, sequence);
        }

        if (range.First > 0) Add(connection, source, range);
    }

    private static void Add(StoreConnection connection, long source, SequenceRange added)
    {
        // The range below, which may touch it, and all that begin within it or right behind.
        var whole = added;
        var known = new List<SequenceRange>();
        using (var rows = connection.Prepared(
            """
            SELECT first, last FROM coverage WHERE source = @source AND first <= @behind
                AND first >= COALESCE((SELECT MAX(first) FROM coverage WHERE source = @source AND first <= @first), @first)
            """,
            "source", "first", "behind").Rows(source, added.First, added.Last == long.MaxValue ? added.Last : added.Last + 1))
        {
            while (rows.Read())
            {
                var range = new SequenceRange(rows.GetInt64(0), rows.GetInt64(1));
                if (range.Last < added.First - 1) continue;
                known.Add(range);
                whole = new SequenceRange(Math.Min(whole.First, range.First), Math.Max(whole.Last, range.Last));
            }
        }

        var keeps = false;
        foreach (var range in known)
        {
            if (range == whole) return;
            if (range.First == whole.First) keeps = true;
            else connection.Prepared("DELETE FROM coverage WHERE source = @source AND first = @first", "source", "first").Run(source, range.First);
        }

        if (keeps) connection.Prepared("UPDATE coverage SET last = @last WHERE source = @source AND first = @first", "last", "source", "first").Run(whole.Last, source, whole.First);
        else connection.Prepared("INSERT INTO coverage (source, first, last) VALUES (@source, @first, @last)", "source", "first", "last").Run(source, whole.First, whole.Last);
    }

    /// <summary>Adds a range that will never come.</summary>
    public static void AddLost(StoreConnection connection, long source, LostRange lost) => connection.Prepared(
        "INSERT INTO lost_range (source, first, last, reason) VALUES (@source, @first, @last, @reason) ON CONFLICT DO NOTHING",
        "source", "first", "last", "reason").Run(source, lost.First, lost.Last, lost.Reason);

    /// <summary>Stored and lost ranges of a stream, in order of their first.</summary>
    public static List<SequenceRange> Known(StoreConnection connection, long source)
    {
        var ranges = new List<SequenceRange>();
        using var rows = connection.Prepared(
            "SELECT first, last FROM coverage WHERE source = @source UNION ALL SELECT first, last FROM lost_range WHERE source = @source ORDER BY 1", "source").Rows(source);
        while (rows.Read()) ranges.Add(new SequenceRange(rows.GetInt64(0), rows.GetInt64(1)));
        return ranges;
    }

    /// <summary>Streams of a gateway's concentrators that may have a gap or have an open request: a stream without gaps is one range from 1.</summary>
    public static List<long> Suspects(StoreConnection connection, string gateway) => connection.Query<long>(
        """
        SELECT DISTINCT s.id FROM message_source s
        JOIN concentrator_heard h ON h.concentrator = s.concentrator AND h.gateway = @Gateway
        WHERE EXISTS (SELECT 1 FROM coverage c WHERE c.source = s.id AND c.first > 1)
            OR EXISTS (SELECT 1 FROM lost_range l WHERE l.source = s.id AND l.first > 1)
            OR EXISTS (SELECT 1 FROM replay_request r WHERE r.source = s.id AND r.closed_ms IS NULL)
        ORDER BY s.id
        """,
        new { Gateway = gateway }).ToList();
}
