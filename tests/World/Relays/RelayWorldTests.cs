using Wattline.Cloud.Commands.Queue;
using Xunit;

namespace Wattline.Tests.World.Relays;

public sealed class RelayWorldTests
{
    private const int Minutes = 20;

    /// <summary>Seeds of the normal run; <c>WATTLINE_RELAY_SEEDS=from-to</c> runs others.</summary>
    private static IEnumerable<int> Seeds
    {
        get
        {
            var asked = Environment.GetEnvironmentVariable("WATTLINE_RELAY_SEEDS")?.Split('-').Select(int.Parse).ToArray();
            return asked is [var from, var to] ? Enumerable.Range(from, to - from + 1) : Enumerable.Range(1, 12);
        }
    }

    [Fact]
    public void Under_faults_and_a_malicious_gateway_no_relay_moves_against_the_rules_and_what_is_believed_was_so()
    {
        var problems = new List<string>();
        var ends = new Dictionary<CommandState, int>();
        var (orders, obeyed, turnedDown, late, forged, exchanges) = (0, 0, 0, 0, 0, 0);
        foreach (var seed in Seeds)
        {
            using var world = new RelayWorld(seed, Minutes, faults: true);
            problems.AddRange(world.Run());
            orders += world.Orders.Count;
            turnedDown += world.TurnedDown;
            forged += world.Forged;
            exchanges += world.Exchanges;
            obeyed += world.Meters.Sum(static meter => meter.Orders.Count(static order => order.IsObeyed));
            foreach (var status in world.Orders.Select(order => world.Cloud.Desk.Find(order.Id)!))
            {
                ends[status.State] = ends.GetValueOrDefault(status.State) + 1;
                late += status.Why == "lower_decision" ? 1 : 0;
            }
        }
        TestContext.Current.SendDiagnosticMessage($"{orders} orders, {obeyed} obeyed, {turnedDown} turned down, {late} late ones refused, {forged} forged, {exchanges} devices exchanged; {string.Join(", ", ends.OrderBy(static end => end.Key).Select(static end => $"{end.Key} {end.Value}"))}");
        Assert.True(problems.Count == 0, string.Join("\n", problems.Take(20)));
        if (Seeds.Count() < 10) return;
        // The worlds test something: each of these happens.
        Assert.All(new[] { CommandState.Verified, CommandState.Allowed, CommandState.Closed, CommandState.Refused, CommandState.Expired }, state => Assert.True(ends.GetValueOrDefault(state) > 0, $"no {state}"));
        Assert.True(obeyed > 0 && turnedDown > 0 && late > 0 && forged > 0 && exchanges > 0, $"{obeyed} obeyed, {turnedDown} turned down, {late} late, {forged} forged, {exchanges} exchanged");
    }

    [Fact]
    public void Without_faults_every_order_ends_as_it_should()
    {
        using var world = new RelayWorld(1, 60, faults: false);
        var problems = world.Run();
        Assert.True(problems.Count == 0, string.Join("\n", problems));
        Assert.True(world.Orders.Count > 10);
    }
}
