using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Ingest;

/// <summary>Every hop delivers at least once, in any order; identity makes it once.</summary>
public sealed class RedeliveryTests
{
    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 25));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_order_with_any_repetition_ends_in_the_state_of_one_delivery_in_order(int seed)
    {
#pragma warning disable CA5394 // A seed that replays is the point.
        var random = new Random(seed);
        var messages = Script(random);
        using var once = new IngestFixture();
        foreach (var message in messages) once.Service.Deliver(message);

        using var often = new IngestFixture();
        var deliveries = messages.Concat(messages.Where(_ => random.Next(2) == 0)).Concat(messages.Where(_ => random.Next(4) == 0)).ToArray();
        random.Shuffle(deliveries);
        for (var i = 0; i < deliveries.Length;)
        {
            var batch = deliveries.Skip(i).Take(random.Next(1, 12)).ToList();
            i += batch.Count;
            often.Service.Deliver(batch);
        }
#pragma warning restore CA5394

        Assert.True(State(once) == State(often), $"seed {seed}\nonce:\n{State(once)}\noften:\n{State(often)}");
        Assert.Equal(deliveries.Length - messages.Count, often.Service.Metrics.Duplicates);
    }

#pragma warning disable CA5394
    private static List<Message> Script(Random random)
    {
        var messages = new List<Message>();
        for (var i = 1; i <= 60; i++)
        {
            // Few slots and few values: twins, absences and further versions all happen.
            var absent = random.Next(4) == 0;
            var quality = absent ? default(QualitySet).With(random.Next(2) == 0 ? QualityTable.Silent : QualityTable.Noise) : default;
            messages.Add(Wire.Reading(i, absent ? null : $"{random.Next(3)}.5", Wire.Day + random.Next(20) * 900, quality));
        }

        for (var i = 1; i <= 30; i++) messages.Add(Wire.Money(i, (MoneyType)random.Next(4), random.Next(15), 500 * (1 + random.Next(3)), $"A-{random.Next(3)}"));
        messages.Add(Wire.Lost(1, "readings", 61, 70));
        messages.Add(Wire.Event(3, "lost", "readings", "[1,9,\"overwritten\",7]"));
        messages.Add(Wire.Event(4, "plan", "C-0001", "[2]"));
        messages.Add(Wire.Event(5, "outage", "C-0001", $"[{Wire.Day - 9_000_000},{Wire.Day - 900},5]"));
        messages.Add(Wire.Event(2, "door", "C-0001", "[1]"));
        messages.Add(Wire.Reading(71, "9.0"));
        return messages;
    }
#pragma warning restore CA5394

    private static string State(IngestFixture cloud)
    {
        var counts = cloud.Queries.Counts();
        var readings = cloud.Readings().Select(r => $"{r.Meter} {r.Obis} {r.Slot} {r.Value} {r.Quality}");
        var values = cloud.Queries.Readings(new("M1", null, 0, long.MaxValue, AllVersions: true))
            .Where(r => r.Value is not null).Select(r => $"{r.Slot} {r.Value}").Order(StringComparer.Ordinal);
        return string.Join('\n', readings.Concat(values)
            .Concat(cloud.Queries.Notes().Select(n => n.ToString())).Concat(cloud.Queries.Accounts().Select(a => a.ToString()))
            .Concat(cloud.Queries.Outages("C-0001").Select(o => o.ToString()))
            .Concat(cloud.Queries.Lost().Select(l => l.ToString())).Concat(cloud.Queries.Streams().Select(s => s.ToString()))
            .Append($"{counts.Messages} {counts.Readings} {counts.Absences} {counts.Events} {counts.Payments} {counts.Quarantined} {counts.Alarms}"));
    }
}
