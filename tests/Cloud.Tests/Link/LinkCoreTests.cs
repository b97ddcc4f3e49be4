using Wattline.Cloud.Commands;
using Wattline.Cloud.Commands.Claims;
using Wattline.Cloud.Commands.Link;
using Wattline.Cloud.Commands.Queue;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Link;

/// <summary>Both cores of the link against each other, without a socket and without a clock of their own.</summary>
public sealed class LinkCoreTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Database _database = Database.InMemory(CommandsSchema.Tables);
    private readonly CommandQueue _queue;
    private readonly ClaimBook _claims;
    private readonly ScriptedSource _source = new();
    private readonly LinkGateway _one;
    private readonly LinkGateway _two;
    private long _now;

    public LinkCoreTests()
    {
        _queue = new CommandQueue(_database, _time);
        _claims = new ClaimBook(_database, _time);
        _one = new LinkGateway("G1", _time);
        _two = new LinkGateway("G2", _time);
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public void The_newer_connection_holds_the_concentrator_and_its_plan_is_current_there_alone()
    {
        Link(_one, _two);
        _one.Arrive("C-1");
        Run(5_000);
        Assert.Equal(("G1", true, false), (_claims.Holder("C-1")!.Gateway, Current(_one, "C-1"), Current(_two, "C-1")));
        _two.Arrive("C-1"); // The old connection is half open still.
        Run(3_000);
        Assert.Equal(("G2", false, true), (_claims.Holder("C-1")!.Gateway, Current(_one, "C-1"), Current(_two, "C-1")));
        Assert.Equal(["C-1"], _one.Withdrawn);
        Assert.Equal([(ClaimWords.Taken, "G2", "G1"), (ClaimWords.Held, "G1", "")], _claims.Events("C-1", 10).Select(e => (e.What, e.Gateway, e.Other)));

        // Its link comes back and it says again who it believes is there: that is older evidence.
        _one.Cut();
        Run(1_000);
        Link(_one);
        Run(10_000);
        Assert.Equal("G2", _claims.Holder("C-1")!.Gateway);
        Assert.Equal(2, _claims.Events("C-1", 10).Count);
    }

    [Fact]
    public void A_gateway_that_the_registry_does_not_name_holds_nothing()
    {
        _source.Named["C-2"] = "G1";
        Link(_one, _two);
        _two.Arrive("C-2");
        Run(20_000);
        Assert.Null(_claims.Holder("C-2"));
        Assert.Equal((ClaimWords.TurnedDown, "G1", "G2"), _claims.Events("C-2", 10).Select(e => (e.What, e.Gateway, e.Other)).Single());
        Assert.Equal(["C-2"], _two.Withdrawn);
        Assert.Equal(PostOutcome.Queued, Post(1, "C-2"));
        Run(5_000);
        Assert.Equal(CommandState.Queued, _queue.Find(1)!.State);
        _one.Arrive("C-2");
        Run(2_000);
        Assert.Equal(("G1", CommandState.Sent), (_claims.Holder("C-2")!.Gateway, _queue.Find(1)!.State));
        Assert.Single(_one.Given);
    }

    [Fact]
    public void A_message_is_evidence_only_when_it_is_newer_than_clocks_differ()
    {
        Link(_one, _two);
        _one.Arrive("C-1");
        Run(2_000);
        _source.HeardBy["G2"] = [new Evidence("C-1", Wall + 30_000)];
        Run(6_000);
        Assert.Equal("G1", _claims.Holder("C-1")!.Gateway);
        Run(90_000);
        _source.HeardBy["G2"] = [new Evidence("C-1", Wall)];
        Run(6_000);
        Assert.Equal("G2", _claims.Holder("C-1")!.Gateway);
    }

    [Fact]
    public void A_message_from_the_future_holds_no_concentrator_until_then()
    {
        Link(_one, _two);
        _one.Arrive("C-1");
        _source.HeardBy["G2"] = [new Evidence("C-1", Wall + 86_400_000)];
        Run(90_000);
        Assert.Equal("G2", _claims.Holder("C-1")!.Gateway);
        Assert.InRange(_claims.Holder("C-1")!.EvidenceMs, 0, Wall);
        _source.HeardBy.Clear();
        _one.Arrive("C-1");
        Run(6_000);
        Assert.Equal("G1", _claims.Holder("C-1")!.Gateway);
    }

    [Fact]
    public void Marks_go_to_whoever_connects()
    {
        Link(_one);
        _source.Known.Add(new HighWater("C-1", "0000000000000007", 1, 2, 3));
        _one.Arrive("C-1");
        Run(2_000);
        Assert.Contains(_one.Published, down => down.Topic == "v1/down/C-1/commands" && Convert.ToHexString(down.Payload) == "840100028407010203");
    }

    [Fact]
    public void A_request_that_closes_while_the_link_is_down_is_not_looked_for_any_more()
    {
        _source.Open = [new ReplayRequest(7, "C-1", "0000000000000007", "money", 1, 2)];
        Link(_one);
        Run(10_000);
        Assert.Equal([7L], _one.Asked);
        _one.Cut();
        Run(10_000);
        Assert.Empty(_one.Asked);
        Link(_one);
        Run(10_000);
        Assert.Equal([7L], _one.Asked);
        _one.Cut();
        _source.Open = [];
        Link(_one);
        Run(10_000);
        Assert.Empty(_one.Asked);
    }

    [Fact]
    public void That_nothing_is_missing_is_said_to_whoever_connects()
    {
        var session = Session("G1");
        session.Step(0);
        session.Receive("""{"type":"hello","registry":null,"received":0,"group":"G1"}"""u8, 1);
        var said = new List<LinkMessage>();
        while (session.TryTake(out var bytes, out var text) && text)
        {
            Assert.True(LinkJson.TryRead(bytes.Span, out var message, out _));
            said.Add(message);
        }
        Assert.Empty(Assert.Single(said.OfType<LinkReplays>()).Open);
    }

    [Fact]
    public void A_command_that_nobody_takes_expires_and_one_given_out_without_a_word_is_unconfirmed()
    {
        Link(_one);
        _one.Arrive("C-1");
        Run(2_000);
        Assert.Equal(PostOutcome.Queued, Post(1, "C-3", seconds: 10));
        Assert.Equal(PostOutcome.Queued, Post(2, "C-1", seconds: 10));
        _one.Takes = false;
        Assert.Equal(PostOutcome.Queued, Post(3, "C-1", seconds: 10));
        Run(1_500);
        _one.Takes = true;
        Run(500);
        Run(12_000);
        _queue.Expire();
        Assert.Equal([CommandState.Expired, CommandState.Unconfirmed, CommandState.Unconfirmed], new[] { 1L, 2L, 3L }.Select(id => _queue.Find(id)!.State));
        _one.Acknowledge(); // Late, and the better word.
        Run(2_000);
        Assert.Equal(CommandState.Unconfirmed, _queue.Find(2)!.State); // It was noted already.
        Assert.Equal(["posted", "sent", "received", "unconfirmed"], _queue.Find(2)!.Events.Select(told => told.What));
    }

    [Fact]
    public void Nobody_speaks_before_greeting_and_silence_ends_it()
    {
        var session = Session("G1");
        session.Step(0);
        session.Receive("""{"type":"beat","registry":null}"""u8, 1);
        Assert.Equal(LinkEnd.Unexpected, session.End);
        session = Session("G1");
        session.Step(0);
        session.Step(LinkLimits.HelloMs);
        Assert.Equal(LinkEnd.NoHello, session.End);
        session = Session("G1");
        session.Step(0);
        session.Receive("""{"type":"hello","registry":null,"received":0,"group":"G1"}"""u8, 1);
        session.Step(LinkLimits.SilenceMs);
        Assert.Equal(LinkEnd.None, session.End);
        session.Step(LinkLimits.SilenceMs + 1);
        Assert.Equal(LinkEnd.Silent, session.End);
        session = Session("G1");
        session.Step(0);
        session.Receive("""{"type":"noted","outcomes":[],"results":[]}"""u8, 1);
        Assert.Equal(LinkEnd.Unexpected, session.End);
    }

    [Fact]
    public void A_gateway_that_takes_nothing_is_cut_off_before_memory_grows()
    {
        var session = Session("G1");
        session.Step(0);
        session.Receive("""{"type":"hello","registry":null,"received":0,"group":"G1"}"""u8, 1);
        for (var i = 1; session.End == LinkEnd.None && i < 100_000; i++)
            session.Receive(LinkJson.Write(new LinkOutcome(i, LinkOutcomeState.Expired)), 2);
        Assert.Equal(LinkEnd.NotReading, session.End);
    }

    [Fact]
    public void A_number_that_was_taken_is_not_taken_again_when_all_is_noted_and_forgotten()
    {
        Link(_one);
        _one.Arrive("C-1");
        Run(2_000);
        Assert.Equal(PostOutcome.Queued, Post(1, "C-1"));
        Run(2_000);
        _one.Acknowledge();
        Run(2_000);
        Assert.Equal(CommandState.Delivered, _queue.Find(1)!.State);
        // A cloud restored from before the outcome gives it again, the gateway having been started anew.
        _database.Write(static connection => connection.Execute("UPDATE command SET state = 1 WHERE id = 1"));
        _one.Start();
        var again = new LinkSession("G1", _queue, _claims, new ScriptedSource(), _time);
        _one.Link(again);
        _one.Hear(new LinkCommand(1, 1, "C-1", 1, Wall + 600_000, [1]));
        Run(2_000);
        Assert.Single(_one.Given);
    }

    [Fact]
    public void Cuts_restarts_and_moves_lose_nothing_and_double_nothing()
    {
        for (var seed = 1; seed <= 25; seed++)
        {
            using var test = new LinkCoreTests();
            test.Storm(new Random(seed), seed);
        }
    }

    private void Storm(Random random, int seed)
    {
        string[] names = ["C-1", "C-2", "C-3"];
        var posted = new List<long>();
        var answered = new HashSet<long>();
        for (var round = 0; round < 300; round++)
        {
            var gateway = random.Next(2) == 0 ? _one : _two;
            var other = gateway == _one ? _two : _one;
            var name = names[random.Next(names.Length)];
            switch (random.Next(10))
            {
                case 0: gateway.Cut(); break;
                case 1 or 2: if (!gateway.IsLinked) Link(gateway); break;
                case 3: gateway.Start(); break;
                case 4 when !gateway.Has(name):
                    other.Leave(name);
                    gateway.Arrive(name);
                    break;
                case 5 or 6 when posted.Count < 40:
                    Assert.Equal(PostOutcome.Queued, Post(posted.Count + 1, name, seconds: 3_600));
                    posted.Add(posted.Count + 1);
                    break;
                case 7: gateway.Acknowledge(); break;
                case 8 when gateway.Given.Count > 0:
                    var (concentrator, content) = gateway.Given[random.Next(gateway.Given.Count)];
                    gateway.Answer(concentrator, content[0]);
                    answered.Add(content[0]);
                    break;
                default: _source.Change(); break;
            }
            Run(random.Next(1_500), () => random.Next(60) == 0);
        }
        foreach (var name in names)
        {
            _two.Leave(name);
            _one.Leave(name);
            _one.Arrive(name);
        }
        foreach (var gateway in new[] { _one, _two })
            if (!gateway.IsLinked) Link(gateway);
        Run(20_000);
        _one.Acknowledge();
        Run(20_000);
        var given = _one.Given.Concat(_two.Given).Select(one => (long)one.Content[0]).ToList();
        Assert.True(given.Count == given.Distinct().Count(), $"seed {seed}: given twice: {string.Join(' ', given.Order())}");
        foreach (var id in posted)
        {
            var status = _queue.Find(id)!;
            // One that the other gateway took and whose concentrator moved away waits there for its time to run out.
            var waits = status.State == CommandState.Sent && status.Gateway == "G2";
            Assert.True(waits || given.Contains(id), $"seed {seed}: {id} is {status.State} and nobody got it");
            if (answered.Contains(id)) Assert.True(status.State == CommandState.Answered && status.Results.Count == 1, $"seed {seed}: {id} was answered, and is {status.State} with {status.Results.Count} results");
        }
        Assert.All(names, name => Assert.True(Current(_one, name) && !Current(_two, name), $"seed {seed}: the plan of {name}"));
    }

    private long Wall => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private LinkSession Session(string gateway) => new(gateway, _queue, _claims, _source, _time);

    private void Link(params LinkGateway[] gateways)
    {
        foreach (var gateway in gateways) gateway.Link(Session(gateway.Name));
    }

    private PostOutcome Post(long id, string concentrator, int seconds = 600) => _queue.Post(new Command(id, concentrator, id, Wall + seconds * 1_000, new[] { (byte)id }), "admin");

    private void Run(int milliseconds, Func<bool>? lost = null)
    {
        for (var i = 0; i < milliseconds; i += 100)
        {
            _now += 100;
            _time.Advance(TimeSpan.FromMilliseconds(100));
            _one.Step(_now, lost ?? (() => false));
            _two.Step(_now, lost ?? (() => false));
        }
    }

    private static bool Current(LinkGateway gateway, string concentrator) => gateway.Registry.State?.TryGetCurrent(ConcentratorId.Parse(concentrator), out _) == true;
}
