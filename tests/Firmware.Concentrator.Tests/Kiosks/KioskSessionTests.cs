using System.Security.Cryptography;
using Wattline.Firmware.Cbor;
using Wattline.Firmware.Kiosks;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

public sealed class KioskSessionTests
{
    [Fact]
    public void A_customer_is_identified_confirmed_served_and_given_a_receipt_and_each_step_is_journalled()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.Insert(2);
        bench.Run(4_000);
        bench.Close();

        Assert.Equal(["0>1:1", "1>2:2", "2>3:3", "3>4:5", "4>5:8", "5>6:10", "6>1:12"], Steps(bench));
        Assert.Equal(["1:0:1000", "1:2:1000"], Receipts(bench));
    }

    [Fact]
    public void Every_step_of_a_day_is_in_the_table_and_begins_where_the_last_ended()
    {
        var bench = new KioskBench();
        var random = new Random(4);
        for (var i = 0; i < 60; i++)
        {
            bench.Entry.Account = random.Next(3) == 0 ? "A" : null;
            bench.Entry.SaysYes = random.Next(4) != 0;
            bench.Entry.Key = random.Next(8);
            bench.Validator.Insert(1 + random.Next(3));
            bench.Validator.Silent = random.Next(20) == 0;
            bench.Run(random.Next(20_000));
            if (random.Next(12) == 0)
            {
                bench.Restart();
            }
        }

        var steps = Steps(bench);
        Assert.True(steps.Count > 40, $"only {steps.Count} steps");
        Assert.Equal(steps.Select(step => step[0]).Skip(1), steps.Select(step => step[2]).SkipLast(1));
        Assert.Equal(0, bench.Machine.StepsRefused);
    }

    [Fact]
    public void A_step_that_cannot_be_journalled_is_not_taken()
    {
        var bench = new KioskBench();
        bench.ToIdle();
        bench.Journal.RefusesCommit = true;
        bench.Entry.Account = "ACC-1";
        bench.Run(20_000);
        Assert.False(bench.Validator.Enabled);
        Assert.Equal(SessionState.Idle, bench.Machine.State);
        bench.Journal.RefusesCommit = false;

        Assert.True(bench.RunUntil(() => bench.Validator.Enabled));
    }

    [Fact]
    public void Flash_full_takes_no_money()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Journal.RefusesAppend = true;
        Assert.True(bench.Validator.Insert(3));
        bench.Run(60_000);

        Assert.Equal((0L, 1, false), (bench.Validator.InBox, bench.Validator.GivenBack, bench.Validator.Enabled));
    }

    [Fact]
    public void Nobody_pays_who_did_not_say_yes_to_the_masked_name()
    {
        var bench = new KioskBench();
        bench.Entry.SaysYes = false;
        bench.ToIdle();
        bench.Entry.Account = "ACC-1";
        Assert.True(bench.RunUntil(() => bench.Machine.State == SessionState.Confirming));
        Assert.False(bench.RunUntil(() => bench.Validator.Enabled, 60_000));
        Assert.Equal("3>1:7", Steps(bench)[^1]);
        bench.Entry.Account = "ACC-1";
        bench.RunUntil(() => bench.Machine.State == SessionState.Confirming);
        bench.Entry.Key = KioskKey.Cancel;
        bench.Run(1_000);

        Assert.Equal("3>1:6", Steps(bench)[^1]);
    }

    [Fact]
    public void Who_is_unknown_or_whose_account_is_closed_opens_nothing()
    {
        var bench = new KioskBench();
        bench.ToIdle();
        bench.Entry.Answer = _ => new CustomerAnswer { IsKnown = false };
        bench.Entry.Account = "ACC-1";
        Assert.False(bench.RunUntil(() => bench.Validator.Enabled, 10_000));
        Assert.Equal("2>1:4", Steps(bench)[^1]);
        bench.Entry.Answer = _ => null;
        bench.Entry.Account = "ACC-1";
        Assert.False(bench.RunUntil(() => bench.Validator.Enabled, 30_000));

        Assert.Equal("2>1:7", Steps(bench)[^1]);
    }

    [Fact]
    public void A_note_above_the_offline_limit_goes_back()
    {
        var bench = new KioskBench();
        var answer = bench.Entry.Answer("ACC-1")!;
        answer.ValueMax = 1_500;
        answer.IsOnline = false;
        bench.Entry.Answer = _ => answer;
        bench.Open();
        bench.Validator.Insert(3);
        bench.Run(5_000);
        bench.Validator.Insert(2);
        bench.Run(5_000);
        bench.Validator.Insert(2);
        bench.Run(5_000);

        Assert.Equal("0:1:ACC-1:1000 1:1:ACC-1:1000", bench.Story);
        Assert.Equal((1000L, 2), (bench.Validator.InBox, bench.Validator.GivenBack));
    }

    [Fact]
    public void Money_taken_offline_never_promises_reconnection()
    {
        foreach (var online in new[] { false, true })
        {
            var printer = new FakePrinter();
            var bench = Printing(printer);
            var answer = bench.Entry.Answer("ACC-1")!;
            (answer.IsOnline, answer.Reconnect) = (online, ReconnectState.Allowed);
            bench.Entry.Answer = _ => answer;
            bench.Open();
            bench.Validator.Insert(2);
            bench.Run(4_000);
            bench.Close();

            var paper = Assert.Single(printer.Sent);
            Assert.Equal(online, paper.Contains("press the meter's button", StringComparison.Ordinal));
            Assert.Equal(!online, paper.Contains("Taken offline", StringComparison.Ordinal));
            Assert.Equal(online, bench.Entry.Screens.Contains(KioskScreen.ConfirmPressButton));
            Assert.Equal(online ? 0 : 1, bench.Journal.All.First(record => record.Type == MoneyType.Receipt).Number(4));
        }
    }

    [Theory]
    [InlineData(ReconnectState.Allowed, "Allowed: press the meter's button.", "closed")]
    [InlineData(ReconnectState.Closed, "The meter is closed.", "press")]
    public void Allowed_and_closed_are_never_shown_for_each_other(int reconnect, string said, string never)
    {
        var printer = new FakePrinter();
        var bench = Printing(printer);
        var answer = bench.Entry.Answer("ACC-1")!;
        answer.Reconnect = reconnect;
        bench.Entry.Answer = _ => answer;
        bench.Open();
        bench.Validator.Insert(2);
        bench.Run(4_000);
        bench.Close();

        Assert.Contains(said, printer.Sent[0], StringComparison.Ordinal);
        Assert.DoesNotContain(never, printer.Sent[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false, false, ReceiptState.Printed)]
    [InlineData(false, false, false, ReceiptState.NotPrinted)] // Paper out before.
    [InlineData(true, true, false, ReceiptState.NotPrinted)] // Paper out within the receipt.
    [InlineData(false, false, true, ReceiptState.Printed)] // It says OK without paper: its word is all there is.
    public void A_receipt_has_its_number_before_any_paper_moves_and_also_without_paper(bool paper, bool ends, bool lies, int state)
    {
        var printer = new FakePrinter { HasPaper = paper, EndsInPrint = ends, Lies = lies };
        var bench = Printing(printer);
        bench.Open();
        bench.Validator.Insert(2);
        bench.Run(4_000);
        bench.Close();

        Assert.Equal(["1:0:1000", $"1:{state}:1000"], Receipts(bench));
        Assert.Equal("0:1:ACC-1:1000 1:1:ACC-1:1000", bench.Story);
        Assert.Equal(state != ReceiptState.Printed, bench.Entry.Screens.Contains(KioskScreen.NoPaper));
    }

    [Fact]
    public void Print_failed_for_a_printer_that_is_gone_and_the_kiosk_goes_on()
    {
        var printer = new FakePrinter { Dead = true };
        var bench = Printing(printer);
        for (var customer = 1; customer <= 2; customer++)
        {
            bench.Open($"ACC-{customer}");
            bench.Validator.Insert(1);
            bench.Run(4_000);
            bench.Close();
        }

        Assert.Equal(["1:0:500", "1:2:500", "2:0:500", "2:2:500"], Receipts(bench));
    }

    [Fact]
    public void A_receipt_is_printed_again_with_its_own_number()
    {
        var printer = new FakePrinter { HasPaper = false };
        var bench = Printing(printer);
        bench.Open();
        bench.Validator.Insert(2);
        bench.Run(4_000);
        bench.Close();
        printer.HasPaper = true;
        bench.Entry.Key = KioskKey.Reprint;
        bench.Run(2_000);

        Assert.Equal(["1:0:1000", "1:2:1000", "1:3:1000"], Receipts(bench));
        Assert.Contains("No. K1-1\nAccount ACC-1\nPaid 10.00 EUR\nNotes 1, coins 0\n", printer.Sent[0], StringComparison.Ordinal);
        Assert.StartsWith("\u001b@RECEIPT (COPY)\n", printer.Sent[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Power_cut_in_a_session_leaves_its_money_a_receipt()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.Insert(2);
        Assert.True(bench.RunUntil(() => bench.Journal.Durable.Count == 2));
        bench.Restart();
        bench.ToIdle();

        Assert.Equal(["1:0:1000", "1:2:1000"], Receipts(bench));
        Assert.Equal(["4>0:16", "0>6:17", "6>1:12"], Steps(bench).TakeLast(3));
    }

    [Fact]
    public void A_door_opened_in_a_session_ends_it_and_keeps_the_kiosk_closed()
    {
        var (bench, door, _) = Guarded();
        bench.Open();
        door.IsOpen = true;
        Assert.True(bench.RunUntil(() => !bench.Validator.Enabled, 2_000));
        Assert.True(bench.RunUntil(() => bench.Machine.State == SessionState.OutOfService));
        bench.Entry.Account = "ACC-2";
        bench.Run(20_000);
        Assert.False(bench.Validator.Enabled);
        door.IsOpen = false;
        bench.Open("ACC-2");

        Assert.Equal(["kiosk_door 1", "kiosk_door 0"], Events(bench));
    }

    [Fact]
    public void Cash_box_swapped_in_a_session_ends_it_and_says_what_left_with_the_box()
    {
        var (bench, _, box) = Guarded();
        bench.Open();
        bench.Validator.Insert(2);
        Assert.True(bench.RunUntil(() => bench.Journal.Durable.Count == 2));
        box.IsOpen = true;
        bench.Run(60_000);
        Assert.False(bench.Validator.Enabled);
        box.IsOpen = false;
        bench.Open("ACC-2");
        bench.Validator.Insert(1);
        bench.Run(5_000);
        bench.Close();
        box.IsOpen = true;
        bench.Run(5_000);

        Assert.Equal(["-:1000:1:1000:0:1:0:0", "-:500:2:500:0:1:0:0"], Collections(bench));
        Assert.Equal(["cash_box 1", "cash_box 0", "cash_box 1"], Events(bench));
    }

    [Fact]
    public void A_collector_opens_swaps_the_box_counts_and_deposits()
    {
        var (bench, door, box) = Guarded();
        bench.Entry.Collectors.Add("COL-7");
        bench.Open();
        bench.Validator.Insert(2);
        bench.Run(4_000);
        bench.Close();
        bench.Entry.Account = "COL-7";
        Assert.True(bench.RunUntil(() => bench.Machine.State == SessionState.Collecting));
        door.IsOpen = true;
        bench.Run(5_000);
        box.IsOpen = true;
        bench.Run(5_000);
        bench.Entry.Amount = 990;
        bench.Run(1_000);
        bench.Entry.Slip = "S-123";
        bench.Run(1_000);
        bench.Entry.Finish = true;
        bench.Run(2_000);
        Assert.Equal(SessionState.Collecting, bench.Machine.State);
        (box.IsOpen, door.IsOpen) = (false, false);
        bench.Run(1_000);
        bench.Entry.Finish = true;
        bench.ToIdle();

        Assert.Equal(["COL-7:1000:1:1000:0:1:0:0"], Collections(bench));
        Assert.Equal(["7:COL-7:990", "8:COL-7:990"], bench.Journal.All.Where(record => record.Type is MoneyType.Counted or MoneyType.Deposit).Select(record => $"{record.Type}:{record.Account}:{record.Value}"));
        Assert.Equal(0, bench.Machine.Ledger.Memory.BoxCredited);
    }

    [Fact]
    public void An_outage_a_complaint_and_an_enquiry_become_events_of_their_customer()
    {
        var bench = new KioskBench();
        bench.ToIdle();
        bench.Entry.Key = KioskKey.Outage;
        bench.Run(1_000);
        bench.Open();
        bench.Entry.Key = KioskKey.Complaint;
        bench.Run(1_000);
        bench.Entry.Key = KioskKey.Enquiry;
        bench.Run(1_000);

        Assert.Equal(["outage_report -", "complaint ACC-1", "enquiry ACC-1"], Events(bench));
        Assert.True(bench.Machine.InSession);
    }

    [Fact]
    public void Records_are_counted_without_a_gap_and_chained_by_the_kiosks_key()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.Insert(2);
        bench.Run(4_000);
        bench.Restart();
        bench.ToIdle();
        var previous = new byte[MoneyRecord.ChainBytes];
        var number = 0L;
        foreach (var body in bench.Journal.Bodies)
        {
            // The chain is a byte string of 16 at the end: head and bytes.
            var link = HMACSHA256.HashData(new byte[KioskLimits.KeyBytes], (byte[])[.. previous, .. body.AsSpan(0, body.Length - 17)]).AsSpan(0, 16).ToArray();
            Assert.Equal(Convert.ToHexString(link), Convert.ToHexString(body.AsSpan(body.Length - 16)));
            previous = link;
        }
        Assert.All(bench.Journal.All, record => Assert.Equal(++number, record.Record));
        Assert.True(number > 10);
    }

    [Fact]
    public void Restored_old_flash_begins_a_new_epoch_and_tells_the_note_in_escrow_again()
    {
        var bench = new KioskBench();
        bench.Open();
        bench.Validator.Insert(2);
        Assert.True(bench.RunUntil(() => bench.Journal.Durable.Count == 1));
        var before = bench.Journal.All.Count;
        bench.Journal.Epoch = 2;
        bench.Run(4_000);
        bench.Close();

        Assert.Equal("0:1:ACC-1:1000 0:2:ACC-1:1000 1:2:ACC-1:1000", bench.Story);
        Assert.Equal([1L, 2L], bench.Journal.All.Skip(before).Take(2).Select(record => record.Record));
        Assert.Equal(bench.Validator.InBox, bench.Journalled);
    }

    [Fact]
    public void Clock_wrong_by_years_changes_no_money()
    {
        var bench = new KioskBench();
        bench.Clock.Set(-1);
        bench.Open();
        bench.Clock.Set(4_000_000_000_000);
        bench.Validator.Insert(2);
        bench.Run(2_000);
        bench.Clock.Set(0);
        bench.Run(2_000);
        bench.Close();

        Assert.Equal("0:1:ACC-1:1000 1:1:ACC-1:1000", bench.Story);
    }

    private static KioskBench Printing(FakePrinter printer)
    {
        var bench = new KioskBench { Build = parts => parts.Printer = new EscPosPrinter(printer) };
        bench.Restart();
        return bench;
    }

    private static (KioskBench Bench, FakeContact Door, FakeContact Box) Guarded()
    {
        var (door, box) = (new FakeContact(), new FakeContact());
        var bench = new KioskBench { Build = parts => (parts.Door, parts.Box) = (door, box) };
        bench.Restart();
        return (bench, door, box);
    }

    private static List<string> Steps(KioskBench bench) =>
        [.. bench.Journal.All.Where(record => record.Type == MoneyType.Step).Select(record => $"{record.Number(0)}>{record.Number(2)}:{record.Number(1)}")];

    private static List<string> Receipts(KioskBench bench) =>
        [.. bench.Journal.All.Where(record => record.Type == MoneyType.Receipt).Select(record => $"{record.Number(0)}:{record.Number(1)}:{record.Value}")];

    private static List<string> Collections(KioskBench bench) =>
        [.. bench.Journal.All.Where(record => record.Type == MoneyType.Collection)
            .Select(record => $"{record.Account ?? "-"}:{record.Value}:{string.Join(':', Enumerable.Range(0, record.Details).Select(record.Number))}")];

    // Code, and the first item of the detail.
    private static List<string> Events(KioskBench bench) => [.. bench.Journal.Events.Select(body =>
    {
        var reader = new CborReader(body, 0, body.Length);
        reader.ReadArray();
        var code = reader.ReadText();
        reader.SkipItem();
        reader.SkipItem();
        reader.SkipItem();
        reader.ReadArray();
        return reader.TryReadNull() ? $"{code} -" : code is "outage_report" or "complaint" or "enquiry" ? $"{code} {reader.ReadText()}" : $"{code} {reader.ReadUInt()}";
    })];
}
