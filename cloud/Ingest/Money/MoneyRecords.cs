using Dapper;
using Wattline.Cloud.Ingest.Coverage;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Money;

/// <summary>What is stored of kiosks' money, stream by stream, for whoever posts it: rows that are there for good and never change.</summary>
public sealed class MoneyRecords(Database database)
{
    /// <summary>Streams of money in the order in which they began here, with the highest sequence of each that is stored or explained as lost.</summary>
    public IReadOnlyList<(string Concentrator, string Epoch, long Last)> Heads() => database.Read(static connection => connection.Query<(string, string, long)>(
        """
        SELECT s.concentrator, s.epoch, MAX(r.last) FROM message_source s
        JOIN (SELECT source, last FROM coverage UNION ALL SELECT source, last FROM lost_range) AS r ON r.source = s.id
        WHERE s.stream = @Stream AND s.epoch <> 'senml' GROUP BY s.id, s.concentrator, s.epoch ORDER BY s.id
        """,
        new { Stream = (long)StreamId.Money }).ToList());

    /// <summary>Records of a stream after a sequence, in order.</summary>
    public IReadOnlyList<MoneyRecord> After(string concentrator, string epoch, long sequence, int limit) => database.Read(connection => connection.Query<MoneyRecord>(
        $"""
        SELECT p.sequence AS Sequence, p.type AS Type, p.kiosk AS Kiosk, p.session AS Session, p.note AS Note, p.account AS Account, p.channel AS Channel,
            p.value AS Value, p.currency AS Currency, p.counter AS Counter, m.wall_ms AS WallMs,
            p.device AS Device, p.record AS Record, p.detail AS Detail, p.chain AS Chain
        FROM payment p JOIN message m ON m.source = p.source AND m.sequence = p.sequence
        WHERE p.source = {Source} AND p.sequence > @Sequence ORDER BY p.sequence LIMIT @Limit
        """,
        Key(concentrator, epoch, sequence, 0, limit)).ToList());

    /// <summary>Which of these sequences hold no record and will not, and why: lost at the device, or here in quarantine. In order of their first; they may overlap.</summary>
    public IReadOnlyList<(long First, long Last, string Reason)> Absent(string concentrator, string epoch, long first, long last) => database.Read(connection =>
    {
        var key = Key(concentrator, epoch, first, last, 0);
        var come = connection.Query<long>($"SELECT sequence FROM payment WHERE source = {Source} AND sequence >= @First AND sequence <= @Last ORDER BY sequence", key).ToList();
        return connection.Query<(long First, long Last, string Reason)>(
            $"""
            SELECT first, last, reason FROM lost_range WHERE source = {Source} AND last >= @First AND first <= @Last
            UNION ALL
            SELECT first, last, 'quarantined' FROM coverage WHERE source = {Source} AND last >= @First AND first <= @Last ORDER BY 1, 2
            """,
            key).ToList().SelectMany(range => Without(new SequenceRange(Math.Max(first, range.First), Math.Min(last, range.Last)), come)
                .Select(rest => (rest.First, rest.Last, range.Reason))).ToList();
    });

    /// <summary>A range without those that have come in the meantime.</summary>
    private static IEnumerable<SequenceRange> Without(SequenceRange range, List<long> come)
    {
        var next = range.First;
        foreach (var sequence in come.Where(sequence => sequence >= range.First && sequence <= range.Last))
        {
            if (sequence > next) yield return new SequenceRange(next, sequence - 1);
            next = sequence + 1;
        }

        if (next <= range.Last) yield return range with { First = next };
    }

    private const string Source = "(SELECT id FROM message_source WHERE concentrator = @Concentrator AND epoch = @Epoch AND stream = @Stream)";

    private static object Key(string concentrator, string epoch, long first, long last, int limit) =>
        new { Concentrator = concentrator, Epoch = epoch, Stream = (long)StreamId.Money, Sequence = first, First = first, Last = last, Limit = (long)limit };
}

/// <summary>A record of a kiosk (docs/uplink.md, money); <c>Record</c>, <c>Detail</c> (JSON) and <c>Chain</c> are null of a kiosk that does not count.</summary>
[method: ExplicitConstructor]
public sealed record MoneyRecord(
    long Sequence, long Type, string Kiosk, long Session, long Note, string? Account, long Channel, long Value, string Currency, long? Counter, long? WallMs,
    long Device, long? Record, string? Detail, string? Chain);
