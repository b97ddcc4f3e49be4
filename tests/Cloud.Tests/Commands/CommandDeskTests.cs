using System.Security.Cryptography;
using Wattline.Cloud.Commands;
using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Commands.Queue;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Commands;

public sealed class CommandDeskTests : IDisposable
{
    private readonly DeskRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_trip_is_signed_by_the_devices_key_over_the_exact_bytes()
    {
        var answer = _rig.Ask("trip");
        Assert.Equal(DeskOutcome.Queued, answer.Outcome);
        var content = _rig.Give().Single().Content;
        // [1, id, 19, [key, signed, code]]: the code is the last 32 bytes, the signed part stands before its head (58 20).
        Assert.Equal([0x84, 0x01], content[..2]);
        var code = content[^32..];
        Assert.Equal([0x58, 0x20], content[^34..^32]);
        var start = Enumerable.Range(0, content.Length - 34).Single(at => content[at] == 0x88 && content[at + 1] == 1);
        var signed = content[start..^34];
        Assert.Equal(HMACSHA256.HashData(_rig.Keys["C-1"].Key, signed), code);
        var decision = _rig.Desk.Find(answer.Id)!.Decision;
        Assert.True(decision > 0);
        // The meter's password is in it, and nowhere else.
        Assert.True(signed.AsSpan().IndexOf((byte[])[2, 0x56, 0x34, 0x12, 1, 2, 3, 4]) > 0);
    }

    [Fact]
    public void Decisions_of_a_meter_rise_and_a_newer_one_takes_the_place_of_what_waits()
    {
        var trip = _rig.Ask("trip");
        var close = _rig.Ask("allow_close");
        Assert.True(_rig.Desk.Find(close.Id)!.Decision > _rig.Desk.Find(trip.Id)!.Decision);
        Assert.Equal(CommandState.Cancelled, _rig.StateOf(trip.Id));
        Assert.Equal([close.Id], _rig.Give().Select(static command => command.Id));
    }

    [Fact]
    public void Its_life_follows_the_devices_words_and_never_goes_back()
    {
        var answer = _rig.Ask("trip");
        var command = _rig.Give().Single();
        _rig.Tell(answer.Id, command.Decision, 1);
        _rig.Tell(answer.Id, command.Decision, 3);
        _rig.Tell(answer.Id, command.Decision, 2); // Late.
        Assert.Equal(CommandState.Done, _rig.StateOf(answer.Id));
        _rig.Tell(answer.Id, command.Decision, 4, statusWord: 0x50);
        _rig.Tell(answer.Id, command.Decision, 9, "not_obeyed");
        var order = _rig.Desk.Find(answer.Id)!;
        Assert.Equal(CommandState.Verified, order.State);
        Assert.Equal(["posted mei", "sent G1", "accepted C-1", "done C-1", "verified C-1"], order.Events.Select(static told => $"{told.What} {told.Who}"));
        Assert.Equal((RelayState.Open, false), (_rig.Desk.Relay("M1").State, _rig.Desk.Relay("M1").KeepsPower));
    }

    [Fact]
    public void Allowed_is_not_closed_and_may_become_so()
    {
        var answer = _rig.Ask("allow_close");
        var command = _rig.Give().Single();
        _rig.Tell(answer.Id, command.Decision, 5, statusWord: 0x10);
        Assert.Equal((CommandState.Allowed, RelayState.Allowed), (_rig.StateOf(answer.Id), _rig.Desk.Relay("M1").State));
        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        _rig.Tell(answer.Id, command.Decision, 6, statusWord: 0);
        Assert.Equal((CommandState.Closed, RelayState.Closed), (_rig.StateOf(answer.Id), _rig.Desk.Relay("M1").State));
    }

    [Fact]
    public void What_a_device_refused_as_nobodys_says_nothing_of_the_command()
    {
        var answer = _rig.Ask("trip");
        var command = _rig.Give().Single();
        _rig.Tell(answer.Id, null, 7, "signature");
        _rig.Tell(answer.Id, command.Decision + 1, 4);
        Assert.Equal(CommandState.Sent, _rig.StateOf(answer.Id));
        _rig.Tell(answer.Id, command.Decision, 4, concentrator: "C-2"); // Another concentrator's word.
        Assert.Equal(CommandState.Sent, _rig.StateOf(answer.Id));
        Assert.Contains(_rig.Desk.Find(answer.Id)!.Events, static told => told.What == "forgery_refused: signature");
    }

    [Fact]
    public void No_trip_rests_on_estimated_or_questionable_data_or_while_payments_may_be_unreported()
    {
        _rig.Objections["M1"] = "the last register is questionable";
        var answer = _rig.Ask("trip");
        Assert.Equal((DeskOutcome.Objection, "the last register is questionable"), (answer.Outcome, answer.Why));
        Assert.Equal(DeskOutcome.Queued, _rig.Ask("allow_close").Outcome); // Only trips.
        Assert.Equal(DeskOutcome.Queued, _rig.Ask("trip", "M2").Outcome);
    }

    [Fact]
    public void A_direct_close_needs_its_own_right_and_the_customers_consent()
    {
        Assert.Equal((DeskOutcome.NotAllowed, "the right 'close' is needed for close"), (_rig.Ask("close").Outcome, _rig.Ask("close").Why));
        var without = _rig.Desk.Propose(new CommandProposal { Command = "close", Meters = ["M1"], Reason = "paid" }, _rig.Closer)[0];
        Assert.Equal((DeskOutcome.BadField, "consent"), (without.Outcome, without.What));
        Assert.Equal(DeskOutcome.Queued, _rig.Ask("close", _rig.Closer, "M1")[0].Outcome);
    }

    [Fact]
    public void A_frame_that_writes_waits_for_another_person()
    {
        var proposal = new CommandProposal { Command = "transparent", Meters = ["M1"], Frame = new CommandFrame(0x14, [1, 2, 3, 4]) };
        Assert.Equal(DeskOutcome.NotAllowed, _rig.Desk.Propose(proposal, _rig.Operator)[0].Outcome);
        var answer = _rig.Desk.Propose(proposal, _rig.Closer)[0];
        Assert.Equal(DeskOutcome.Proposed, answer.Outcome);
        Assert.Empty(_rig.Give());
        Assert.Equal(DeskOutcome.NotAllowed, _rig.Desk.Approve(answer.Id, false, _rig.Closer)[0].Outcome);
        Assert.Equal(DeskOutcome.Queued, _rig.Desk.Approve(answer.Id, false, _rig.Releaser)[0].Outcome);
        Assert.Equal(DeskOutcome.Conflict, _rig.Desk.Approve(answer.Id, false, _rig.Releaser)[0].Outcome);
        Assert.Single(_rig.Give());
        Assert.Equal(DeskOutcome.BadField, _rig.Desk.Propose(proposal with { Frame = new CommandFrame(0x1C, new byte[16]) }, _rig.Closer)[0].Outcome);
        Assert.Equal(DeskOutcome.Queued, _rig.Desk.Propose(proposal with { Frame = new CommandFrame(0x11, [0, 0, 1, 0]) }, _rig.Operator)[0].Outcome);
    }

    [Fact]
    public void Nobody_releases_what_he_asked_for_himself()
    {
        var both = new Person("omni", CommandRights.All.ToHashSet());
        var answer = _rig.Desk.Propose(new CommandProposal { Command = "security", Meters = ["M1"], Frame = new CommandFrame(0x03, [1, 2, 3, 4], 4) }, both)[0];
        Assert.Equal(DeskOutcome.Proposed, answer.Outcome);
        Assert.Equal(DeskOutcome.NotAllowed, _rig.Desk.Approve(answer.Id, false, both)[0].Outcome);
        Assert.Equal(DeskOutcome.Ended, _rig.Desk.End(answer.Id, false, reject: true, "not needed", _rig.Releaser)[0].Outcome);
        Assert.Equal(CommandState.Rejected, _rig.StateOf(answer.Id));
    }

    [Fact]
    public void What_no_gateway_has_is_taken_back_and_what_one_has_is_not()
    {
        var answer = _rig.Ask("trip");
        Assert.Equal(DeskOutcome.Ended, _rig.Desk.End(answer.Id, false, reject: false, "", _rig.Operator)[0].Outcome);
        Assert.Empty(_rig.Give());
        answer = _rig.Ask("trip");
        Assert.Single(_rig.Give());
        Assert.Equal(DeskOutcome.Conflict, _rig.Desk.End(answer.Id, false, reject: false, "", _rig.Operator)[0].Outcome);
    }

    [Fact]
    public void The_same_request_again_is_no_news_and_another_under_its_name_is_a_conflict()
    {
        var proposal = new CommandProposal { Command = "trip", Meters = ["M1"], Reason = "arrears", Request = "r-1" };
        var first = _rig.Desk.Propose(proposal, _rig.Operator)[0];
        var again = _rig.Desk.Propose(proposal, _rig.Operator)[0];
        Assert.Equal((DeskOutcome.Known, first.Id), (again.Outcome, again.Id));
        Assert.Equal(DeskOutcome.Conflict, _rig.Desk.Propose(proposal with { Meters = ["M2"] }, _rig.Operator)[0].Outcome);
        Assert.Single(_rig.Give());
    }

    [Fact]
    public void What_expires_or_is_never_answered_is_told_so_and_a_late_word_is_believed()
    {
        var waits = _rig.Ask("trip", "M2");
        var sent = _rig.Ask("trip");
        var command = _rig.Give().Single(given => given.Id == sent.Id);
        _rig.Time.Advance(TimeSpan.FromMinutes(11));
        _rig.Queue.Expire();
        _rig.Tell(sent.Id, command.Decision, 1);
        _rig.Time.Advance(TimeSpan.FromHours(26));
        _rig.Queue.Expire();
        Assert.Equal(CommandState.Unconfirmed, _rig.StateOf(sent.Id));
        _rig.Tell(sent.Id, command.Decision, 8, "expired");
        Assert.Equal(CommandState.Expired, _rig.StateOf(sent.Id));
        Assert.NotEqual(CommandState.Queued, _rig.StateOf(waits.Id));
    }

    [Theory]
    [InlineData("trip", "M9", DeskOutcome.Unknown, "meter")]
    [InlineData("explode", "M1", DeskOutcome.BadField, "command")]
    [InlineData("reboot", "M1", DeskOutcome.BadField, "concentrator")]
    [InlineData("read_now", "M1", DeskOutcome.BadField, "identifiers")]
    [InlineData("transparent", "M1", DeskOutcome.BadField, "frame")]
    public void What_does_not_serve_is_named(string command, string meter, DeskOutcome outcome, string what)
    {
        var answer = _rig.Ask(command, meter);
        Assert.Equal((outcome, what), (answer.Outcome, answer.What));
    }

    [Fact]
    public void To_a_wildcard_address_nothing_is_signed()
    {
        foreach (var address in new[] { "AAAAAAAAAA01", "999999999999", "1" })
        {
            _rig.Places["M1"] = _rig.Places["M1"] with { Address = address };
            Assert.Equal(DeskOutcome.BadField, _rig.Ask("trip").Outcome);
        }
    }

    [Fact]
    public void Without_key_password_or_master_nothing_is_signed()
    {
        _rig.Places["M3"] = _rig.Places["M3"] with { Concentrator = "C-9" };
        Assert.Equal("C-9 has no key", _rig.Ask("trip", "M3").Why);
        _rig.Places["M4"] = _rig.Places["M1"] with { Meter = "M4" };
        Assert.Equal("the password of meter M4 is not known", _rig.Ask("trip", "M4").Why);
    }

    [Fact]
    public void A_device_has_so_many_at_once_and_the_rest_keeps_its_turn()
    {
        using var rig = new DeskRig(meters: 30);
        for (var i = 1; i <= 30; i++) Assert.Equal(DeskOutcome.Queued, rig.Ask("keep_power", $"M{i}").Outcome);
        var given = rig.Give();
        Assert.Equal(CommandLimits.OpenOfConcentratorMax, given.Count);
        Assert.Empty(rig.Give());
        rig.Tell(given[0].Id, given[0].Decision, 4);
        Assert.Single(rig.Give());
    }

    [Fact]
    public void Five_thousand_trips_at_once_are_capped_in_each_area_and_hour()
    {
        using var rig = new DeskRig(meters: 5_000);
        var answers = rig.Ask("trip", rig.Operator, [.. rig.Places.Keys]);
        Assert.All(answers, static answer => Assert.Equal(DeskOutcome.Proposed, answer.Outcome)); // Nobody does that alone.
        Assert.Empty(rig.Give());
        var released = rig.Desk.Approve(answers[0].Id, whole: true, rig.Releaser);
        Assert.Equal(25 * CommandLimits.TripsOfAreaMax, released.Count(static answer => answer.Outcome == DeskOutcome.Queued));
        Assert.Equal(5_000 - (25 * CommandLimits.TripsOfAreaMax), released.Count(static answer => answer.Outcome == DeskOutcome.Capped));
        rig.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(DeskOutcome.Capped, rig.Ask("trip", rig.Releaser, "M100")[0].Outcome);
        rig.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(DeskOutcome.Queued, rig.Ask("trip", rig.Releaser, "M100")[0].Outcome);
    }

    [Fact]
    public void One_by_one_a_person_trips_a_few_an_hour_alone()
    {
        using var rig = new DeskRig(meters: 30);
        var outcomes = Enumerable.Range(1, 30).Select(i => rig.Ask("trip", $"M{i}").Outcome).ToList();
        Assert.Equal(CommandLimits.TripsAloneMax, outcomes.Count(static outcome => outcome == DeskOutcome.Queued));
        Assert.All(outcomes.Skip(CommandLimits.TripsAloneMax), static outcome => Assert.Equal(DeskOutcome.Proposed, outcome));
    }
}
