using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ingest.Coverage;

/// <summary>Which sequences of a stream are stored, as ranges that neither touch nor overlap; and which are explained as lost.</summary>
internal static class CoverageRows
{
    /// <summary>Adds one sequence.</summary>
    public static void Add(StoreConnection connection, long source, long sequence)
    {
        var below = default(SequenceRange);
        using (var rows = connection.Prepared(
            "SELECT first, last FROM coverage WHERE source = @source AND first <= @sequence ORDER BY first DESC LIMIT 1", "source", "sequence").Rows(source, sequence))
            if (rows.Read()) below = new SequenceRange(rows.GetInt64(0), rows.GetInt64(1));
        if (below.Last >= sequence) return;

        var joinsBelow = below.First > 0 && below.Last == sequence - 1;
        var last = sequence;
        if (sequence < long.MaxValue
            && connection.Prepared("SELECT last FROM coverage WHERE source = @source AND first = @first", "source", "first").Scalar(source, sequence + 1) is long above)
        {
            last = above;
            connection.Prepared("DELETE FROM coverage WHERE source = @source AND first = @first", "source", "first").Run(source, sequence + 1);
        }

        if (joinsBelow) connection.Prepared("UPDATE coverage SET last = @last WHERE source = @source AND first = @first", "last", "source", "first").Run(last, source, below.First);
        else connection.Prepared("INSERT INTO coverage (source, first, last) VALUES (@source, @first, @last)", "source", "first", "last").Run(source, sequence, last);
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
