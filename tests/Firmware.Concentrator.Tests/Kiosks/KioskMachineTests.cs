using Wattline.Firmware.Kiosks;
using Wattline.Tests.Firmware.Concentrator.Storage;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

public sealed class KioskMachineTests
{
    [Fact]
    public void A_start_rejects_and_asks_for_counters_before_it_ever_polls()
    {
        var bench = new KioskBench();
        bench.ToIdle();

        Assert.Equal(["11", "08", "58", "0607", "05", "020000", "09", "56"], bench.Validator.Commands.Take(8));
        Assert.False(bench.Validator.Enabled);
    }

    [Fact]
    public void No_note_is_taken_before_an_account_is_given()
    {
        var bench = new KioskBench();
        bench.ToIdle();

        Assert.False(bench.Validator.Insert(1));
        bench.Open();
        Assert.True(bench.Validator.Insert(1));
    }

    [Fact]
    public void A_note_is_journalled_before_it_is_accepted_and_credited_before_it_is_acknowledged()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.Insert(2);

        Assert.True(bench.RunUntil(() => bench.Journal.Durable.Count == 1));
        // The reply that brought READ is the last thing heard; the poll that accepts comes after the commit.
        var polls = bench.Validator.Commands.Count;
        Assert.Equal("0:1:ACC-1:1000", bench.Story);
        Assert.True(bench.RunUntil(() => bench.Validator.Commands.Contains("57")));
        Assert.Equal("0:1:ACC-1:1000 1:1:ACC-1:1000", bench.Story);
        Assert.True(bench.Validator.Commands.Count > polls);
        bench.Close();
        Assert.Equal(1000, bench.Validator.InBox);
        Assert.False(bench.Validator.Enabled);
    }

    [Fact]
    public void Who_enters_an_account_pays_for_it_though_the_last_customer_left_without_a_word()
    {
        var bench = new KioskBench();
        bench.Open("ACC-1");
        bench.Validator.Insert(2);
        Assert.True(bench.RunUntil(() => bench.Journal.Durable.Count == 2));

        bench.Entry.Account = "ACC-2";
        Assert.True(bench.RunUntil(() => !bench.Validator.Enabled));
        Assert.True(bench.RunUntil(() => bench.Validator.Insert(1)));
        Assert.True(bench.RunUntil(() => bench.Journal.Durable.Count == 4));
        Assert.Equal(["ACC-1", "ACC-1", "ACC-2", "ACC-2"], bench.Journal.Durable.Select(record => record.Account));
    }

    [Fact]
    public void A_money_record_is_the_contracts_array()
    {
        var bench = new KioskBench();
        bench.Open("A1");
        bench.Validator.Insert(2);
        bench.RunUntil(() => bench.Journal.Durable.Count == 1);

        // [0, "K1", 1, 1, "A1", 2, 1000, "EUR", 7, 0, record, null, chain]
        var body = Convert.ToHexString(bench.Journal.LastBody);
        Assert.StartsWith("8D00624B31010162413102" + "1903E8" + "63455552" + "07" + "00", body, StringComparison.Ordinal);
        Assert.Equal("F650", body[^36..^32]);
    }

    [Fact]
    public void Notes_of_one_session_share_it_and_are_counted_on()
    {
        var bench = new KioskBench();
        bench.Open();
        foreach (var channel in new[] { 1, 3, 2 })
        {
            Assert.True(bench.RunUntil(() => bench.Validator.Insert(channel)));
            bench.Run(3_000);
        }
        bench.Close();
        bench.Open("ACC-2");
        bench.Validator.Insert(1);
        bench.Run(3_000);
        bench.Close();

        Assert.Equal("0:1:ACC-1:500 1:1:ACC-1:500 0:2:ACC-1:2000 1:2:ACC-1:2000 0:3:ACC-1:1000 1:3:ACC-1:1000 0:4:ACC-2:500 1:4:ACC-2:500", bench.Story);
        Assert.Equal([1, 1, 1, 1, 1, 1, 2, 2], bench.Journal.Durable.Select(record => record.Session));
        Assert.Equal(bench.Validator.InBox, bench.Journalled);
    }

    [Fact]
    public void A_session_ends_a_minute_after_its_last_note()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Run(40_000);
        bench.Validator.Insert(1);
        bench.Run(40_000);
        Assert.True(bench.Machine.InSession);
        bench.Run(30_000);

        Assert.False(bench.Machine.InSession);
        Assert.False(bench.Validator.Enabled);
    }

    [Fact]
    public void A_note_that_reaches_escrow_after_the_customer_went_back_is_returned()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.Insert(1);
        var sent = bench.Validator.Commands.Count;
        bench.RunUntil(() => bench.Validator.Commands.Count > sent);
        // READ is on its way, and the customer changes his mind.
        bench.Entry.Cancel = true;
        bench.Run(3_000);

        Assert.Equal("", bench.Story);
        Assert.Equal((0, 1), (bench.Validator.InBox, bench.Validator.GivenBack));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_note_that_cannot_be_journalled_is_held_and_rejected_and_the_validator_disabled(bool append)
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Journal.RefusesAppend = append;
        bench.Journal.RefusesCommit = !append;
        bench.Validator.Insert(2);
        Assert.True(bench.RunUntil(() => !bench.Validator.Enabled));

        Assert.Equal(["18", "08", "020000", "09"], bench.Validator.Commands.TakeLast(4));
        bench.Journal.RefusesAppend = bench.Journal.RefusesCommit = false;
        bench.ToIdle();
        Assert.Equal(0, bench.Validator.InBox);
        Assert.Equal(1, bench.Validator.GivenBack);
        Assert.Equal(append ? "" : "0:1:ACC-1:1000 2:1:ACC-1:1000", bench.Story);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_credit_that_cannot_be_journalled_is_not_acknowledged_until_it_can(bool append)
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.Insert(2);
        bench.RunUntil(() => bench.Journal.Durable.Count == 1);
        bench.Journal.RefusesAppend = append;
        bench.Journal.RefusesCommit = !append;
        bench.Run(5_000);
        Assert.DoesNotContain("57", bench.Validator.Commands);
        bench.Journal.RefusesAppend = bench.Journal.RefusesCommit = false;
        bench.Run(5_000);

        Assert.Contains("57", bench.Validator.Commands);
        Assert.Equal("0:1:ACC-1:1000 1:1:ACC-1:1000", bench.Story);
    }

    [Fact]
    public void A_note_read_without_a_session_is_rejected()
    {
        var bench = new KioskBench();
        bench.ToIdle();
        bench.Validator.Say(0xEF, 2);
        bench.Run(3_000);

        Assert.Equal("08", bench.Validator.Commands[^2]);
        Assert.Equal("", bench.Story);
        Assert.Equal(1, bench.Device.NotesRefused);
    }

    [Fact]
    public void An_event_that_is_not_in_the_table_makes_the_rest_noise_and_the_next_poll_accepts_nothing()
    {
        var bench = new KioskBench();
        bench.Open();
        var before = bench.Validator.Commands.Count;
        bench.Validator.Say(0xA7, 0xEF, 2);
        bench.Run(250);

        Assert.Equal(["56", "08"], bench.Validator.Commands.Skip(before).Take(2));
        Assert.Equal(1, bench.Device.UnknownEvents);
    }

    [Fact]
    public void Lost_and_spoilt_frames_and_noise_cost_time_and_no_money()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.Noise = [0x00, 0x7F, 0x80, 0x05];
        for (var note = 0; note < 12; note++)
        {
            Assert.True(bench.RunUntil(() => bench.Validator.Insert(1 + (note % 3))), $"note {note}");
            bench.Validator.LoseReplies = note % 3;
            bench.Validator.SpoilReplies = note % 2;
            bench.Validator.LoseCommands = note % 4;
            bench.Run(20_000);
        }
        bench.Close();

        Assert.Equal(12, bench.Machine.Ledger.Credited);
        Assert.Equal(bench.Validator.InBox, bench.Journalled);
    }

    [Fact]
    public void A_silent_validator_ends_the_session_and_is_found_again()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.Silent = true;
        bench.Run(40_000);
        Assert.False(bench.Machine.InSession);
        Assert.Equal(1, bench.Device.Silences);
        bench.Validator.Silent = false;
        bench.Open();
        bench.Validator.Insert(1);
        bench.Run(3_000);

        Assert.Equal("0:1:ACC-1:500 1:1:ACC-1:500", bench.Story);
    }

    [Fact]
    public void A_full_box_ends_the_session_and_opens_no_other_until_it_is_empty()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.Say(0xE7);
        Assert.True(bench.RunUntil(() => !bench.Validator.Enabled, 1_000));
    }

    [Fact]
    public void Jams_and_fraud_are_counted_and_end_the_session()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.Say(0xE6, 1, 0xE9);
        bench.Run(1_000);

        Assert.Equal((1, 1, false), (bench.Device.Frauds, bench.Device.Jams, bench.Machine.InSession));
    }

    [Theory]
    [InlineData("")]
    [InlineData("an account")]
    [InlineData("123456789012345678901234567890123")]
    public void What_is_no_account_opens_no_session(string account)
    {
        var bench = new KioskBench();
        bench.ToIdle();
        bench.Entry.Account = account;
        bench.Run(3_000);

        Assert.Equal((false, 1), (bench.Machine.InSession, bench.Machine.IdentitiesRefused));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Money_that_no_note_explains_is_suspense_once(bool credit)
    {
        var bench = new KioskBench();
        bench.ToIdle();
        bench.Validator.StackUnheard(2);
        bench.Validator.Say(credit ? (byte)0xEE : (byte)0xE2, 2);
        bench.Run(30_000);
        bench.Restart();
        bench.ToIdle();

        Assert.Equal("3:1:-:1000", bench.Story);
    }

    [Fact]
    public void Money_that_was_never_heard_of_is_found_by_the_counters()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.StackUnheard(2);
        bench.Close();
        bench.Restart();
        bench.ToIdle();

        Assert.Equal("3:1:-:0", bench.Story);
        Assert.Equal(8, bench.Journal.Durable[0].Counter);
    }

    [Fact]
    public void Another_validator_brings_no_money_by_its_counter()
    {
        var bench = new KioskBench();
        bench.ToIdle();
        bench.Validator.Stacked = 90_000;
        bench.Restart();
        bench.ToIdle();
        bench.Validator.Stacked = 3;
        bench.Restart();
        bench.ToIdle();

        Assert.Equal("", bench.Story);
        Assert.Equal(1, bench.Device.CounterJumps);
    }

    [Fact]
    public void Nothing_is_allocated_by_a_poll()
    {
        var bench = new KioskBench();
        bench.ToIdle();
        var line = new QuietLine();
        var ledger = new KioskLedger("K1", 0, bench.Journal, new byte[KioskLimits.KeyBytes]);
        var parts = new KioskParts { Sources = [bench.Entry], Keys = bench.Entry, Directory = bench.Entry };
        var machine = new KioskMachine("K1", ledger, [new SspDevice(KioskLimits.NoteDevice, line, ledger, null)], parts, bench.Journal, new FakeClock());
        var now = 0L;
        void Polls(int count)
        {
            for (var end = line.Polls + count; line.Polls < end; now += 10)
            {
                machine.Step(now);
            }
        }
        Polls(50);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Polls(200);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_note_pulled_back_is_returned_and_the_kiosk_takes_the_next()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.Insert(2);
        Assert.True(bench.RunUntil(() => bench.Validator.IsAccepted));
        bench.Validator.PullBack();
        bench.Run(120_000);

        Assert.Equal("0:1:ACC-1:1000 2:1:ACC-1:1000", bench.Story);
        AssertAlive(bench);
    }

    [Fact]
    public void A_note_cleared_from_the_front_is_acknowledged_when_its_fate_is_journalled_and_not_before()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.Insert(2);
        Assert.True(bench.RunUntil(() => bench.Validator.IsInEscrow));
        bench.Validator.Restart();
        Assert.True(bench.RunUntil(() => bench.Journal.Durable.Count == 1));
        bench.Journal.RefusesAppend = true;
        bench.Run(60_000);
        Assert.False(bench.Validator.IsAcknowledged);
        bench.Journal.RefusesAppend = false;
        bench.Run(60_000);

        Assert.Equal("0:1:ACC-1:1000 2:1:ACC-1:1000", bench.Story);
        AssertAlive(bench);
    }

    [Fact]
    public void A_note_cleared_from_the_front_that_nobody_journalled_is_acknowledged()
    {
        var bench = new KioskBench();
        bench.Validator.SayUntilAcknowledged(0xE1, 0);
        bench.Run(20_000);

        Assert.Equal("", bench.Story);
        AssertAlive(bench);
    }

    [Fact]
    public void An_unknown_event_that_waits_for_its_acknowledgement_ends_the_session_and_not_the_kiosk()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.SayUntilAcknowledged(0xA7, 1);
        var sent = bench.Validator.Commands.Count;
        bench.Run(60_000);

        Assert.True(bench.Validator.Commands.Count - sent < 60_000 / 100, "the line is full of polls");
        AssertAlive(bench);
    }

    [Fact]
    public void Money_that_hides_behind_an_unknown_event_is_credited_once_by_the_counters()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.Insert(2);
        Assert.True(bench.RunUntil(() => bench.Validator.IsAccepted));
        bench.Validator.SayUntilAcknowledged(0xA7, 1);
        bench.Run(180_000);

        Assert.Equal("0:1:ACC-1:1000 1:1:ACC-1:1000", bench.Story);
        Assert.Equal(1000, bench.Validator.InBox);
        AssertAlive(bench);
    }

    [Fact]
    public void Nothing_of_a_poll_is_acknowledged_while_the_journal_lacks_the_fate_that_is_in_it()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.Insert(2);
        Assert.True(bench.RunUntil(() => bench.Validator.IsAccepted));
        bench.Journal.RefusesAppend = true;
        bench.Validator.PullBack(0xE1, 2);
        bench.Run(8_000);
        Assert.DoesNotContain("57", bench.Validator.Commands);
        bench.Journal.RefusesAppend = false;
        bench.Run(120_000);

        Assert.Equal("0:1:ACC-1:1000 2:1:ACC-1:1000", bench.Story);
        AssertAlive(bench);
    }

    [Fact]
    public void A_journal_that_refuses_is_asked_once_a_second_and_no_more()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.Insert(2);
        bench.RunUntil(() => bench.Journal.Durable.Count == 1);
        bench.Journal.RefusesCommit = true;
        bench.Run(1_000);
        var before = bench.Machine.Ledger.Refusals;
        bench.Run(20_000);

        Assert.InRange(bench.Machine.Ledger.Refusals - before, 1, 21);
    }

    private static void AssertAlive(KioskBench bench)
    {
        Assert.True(bench.Validator.IsAcknowledged, "the validator waits for an acknowledgement");
        bench.Open("ACC-9");
        Assert.True(bench.RunUntil(() => bench.Validator.Insert(1), 10_000), "no note can be inserted");
        Assert.True(bench.RunUntil(() => bench.Story.EndsWith(":ACC-9:500", StringComparison.Ordinal) && bench.Journal.Durable[^1].Type == MoneyType.Credited), "no note is credited");
    }
}
