using Wattline.Cloud.Contracts;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Coverage;

/// <summary>
/// Turns gaps into requests. A gap is noticed when a gateway asks, and told once it has stood for the settling time; it closes when
/// its messages have come or a <c>lost</c> event explains them. Nothing runs by itself: asking is what moves it on.
/// </summary>
public sealed class ReplayPlanner(Database database, TimeProvider wall, IngestSettings settings)
{
    /// <summary>The open requests for the concentrators that a gateway was the last to hear, oldest first, at most <see cref="CloudLinkLimits.ReplaysMax"/>.</summary>
    public IReadOnlyList<ReplayRequest> Open(string gateway)
    {
        var now = wall.GetUtcNow().ToUnixTimeMilliseconds();
        // Most of the time nothing has changed: look first, and take the writer's turn only when something has.
        if (database.Read(connection => Plan(connection, gateway).Any(static step => step.Changes)))
        {
            database.Write(connection =>
            {
                foreach (var step in Plan(connection, gateway).ToList()) Apply(connection, step, now);
            });
        }

        return database.Read(connection => connection.Query<OpenRow>(
            """
            SELECT r.id AS Id, s.concentrator AS Concentrator, s.epoch AS Epoch, s.stream AS Stream, r.first AS First, r.last AS Last
            FROM replay_request r JOIN message_source s ON s.id = r.source
            JOIN concentrator_heard h ON h.concentrator = s.concentrator AND h.gateway = @Gateway
            WHERE r.closed_ms IS NULL AND r.noticed_ms <= @NoticedBy
            ORDER BY r.id LIMIT @Limit
            """,
            new { Gateway = gateway, NoticedBy = now - (long)settings.SettlingTime.TotalMilliseconds, Limit = CloudLinkLimits.ReplaysMax })
            .Select(static row => new ReplayRequest(row.Id, row.Concentrator, row.Epoch, ((StreamId)row.Stream).Name(), row.First, row.Last)).ToList());
    }

    private static IEnumerable<Step> Plan(StoreConnection connection, string gateway)
    {
        foreach (var source in CoverageRows.Suspects(connection, gateway))
        {
            var wanted = SequenceRange.Join(SequenceRange.Gaps(CoverageRows.Known(connection, source))).ToList();
            var open = connection.Query<RequestRow>(
                "SELECT id AS Id, first AS First, last AS Last FROM replay_request WHERE source = @Source AND closed_ms IS NULL ORDER BY first",
                new { Source = source }).ToList();
            foreach (var request in open)
            {
                // A request lives on in the gap that it still overlaps, shrunk to it; it never grows, so that what it says is settled.
                var at = wanted.FindIndex(gap => gap.First <= request.Last && gap.Last >= request.First);
                if (at < 0)
                {
                    yield return new Step(source, request.Id, default, Changes: true);
                    continue;
                }

                var first = Math.Max(wanted[at].First, request.First);
                var last = Math.Min(wanted[at].Last, request.Last);
                yield return new Step(source, request.Id, new SequenceRange(first, last), first != request.First || last != request.Last);
                var rest = new SequenceRange(last + 1, wanted[at].Last);
                var before = new SequenceRange(wanted[at].First, first - 1);
                wanted.RemoveAt(at);
                if (rest.First <= rest.Last) wanted.Insert(at, rest);
                if (before.First <= before.Last) wanted.Insert(at, before);
            }

            foreach (var gap in wanted.Take(Math.Max(0, IngestLimits.ReplaysOfStreamMax - open.Count))) yield return new Step(source, null, gap, Changes: true);
        }
    }

    private static void Apply(StoreConnection connection, Step step, long now)
    {
        if (!step.Changes) return;
        var range = new { step.Source, step.Id, step.Range.First, step.Range.Last, Now = now };
        if (step.Id is null) connection.Execute("INSERT INTO replay_request (source, first, last, noticed_ms) VALUES (@Source, @First, @Last, @Now)", range);
        else if (step.Range == default) connection.Execute("UPDATE replay_request SET closed_ms = @Now WHERE id = @Id", range);
        else connection.Execute("UPDATE replay_request SET first = @First, last = @Last WHERE id = @Id", range);
    }

    /// <summary>What is to be done about one request: nothing known under it is a new one, no range left closes it.</summary>
    private readonly record struct Step(long Source, long? Id, SequenceRange Range, bool Changes);

    private sealed record RequestRow(long Id, long First, long Last);

    private sealed record OpenRow(long Id, string Concentrator, string Epoch, long Stream, long First, long Last);
}
