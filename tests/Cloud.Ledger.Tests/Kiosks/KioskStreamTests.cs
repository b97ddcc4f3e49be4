using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Kiosks;
using Wattline.Tests.Cloud.Ledger.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Ledger.Tests.Kiosks;

/// <summary>Records are taken in by their stream's order, each once, whatever is missing, comes late or comes from a copy.</summary>
public sealed class KioskStreamTests : IDisposable
{
    private readonly KioskRig _kiosk = new();

    public void Dispose() => _kiosk.Dispose();

    [Fact]
    public void A_gap_holds_its_stream_and_no_other()
    {
        var first = _kiosk.Record("credited 1 A 1");
        var missing = _kiosk.Record("credited 2 A 2");
        var third = _kiosk.Record("credited 3 A 4");
        _kiosk.Records.Add(first);
        _kiosk.Records.Add(third);
        _kiosk.Records.Add(_kiosk.Record("credited 1 A 8", 1), "C-2", "e9");
        Assert.Equal(2, _kiosk.Intake.TakeIn());
        Assert.Equal(9, _kiosk.Balance("A"));
        Assert.Equal([new HeldStream("C-1", "e1", 2, 3)], _kiosk.Intake.Held());
        _kiosk.Records.Add(missing);
        Assert.Equal(2, _kiosk.Intake.TakeIn());
        Assert.Equal(15, _kiosk.Balance("A"));
        Assert.Empty(_kiosk.Intake.Held());
    }

    [Theory]
    [InlineData("overwritten")]
    [InlineData("quarantined")]
    public void What_is_known_not_to_come_holds_nothing_up_and_is_shown(string reason)
    {
        _kiosk.Records.Add(_kiosk.Record("credited 1 A 1"));
        _kiosk.Skip();
        _kiosk.Skip();
        _kiosk.Records.Add(_kiosk.Record("credited 3 A 4"));
        _kiosk.Records.Explain(2, 2, reason);
        Assert.Equal(1, _kiosk.Intake.TakeIn());
        _kiosk.Records.Explain(3, 3, reason);
        _kiosk.Records.Explain(5, 9, reason);
        Assert.Equal(1, _kiosk.Intake.TakeIn());
        Assert.Equal(["records_lost", "records_lost", "records_lost"], _kiosk.Found());
        Assert.Empty(_kiosk.Intake.Held());
        _kiosk.Records.Add(_kiosk.Record("credited 4 A 8", 10));
        Assert.Equal(1, _kiosk.Intake.TakeIn());
        Assert.Equal(13, _kiosk.Balance("A"));
    }

    [Fact]
    public void What_comes_out_of_quarantine_is_taken_in_then_and_once()
    {
        var late = _kiosk.Record("credited 1 A 1");
        _kiosk.Records.Explain(1, 1, "quarantined");
        _kiosk.Records.Add(_kiosk.Record("credited 2 A 2"));
        Assert.Equal(1, _kiosk.Intake.TakeIn());
        _kiosk.Records.Add(late);
        Assert.Equal(1, _kiosk.Intake.TakeIn());
        Assert.Equal(0, _kiosk.Intake.TakeIn());
        Assert.Equal(3, _kiosk.Balance("A"));
        Assert.Equal(["record_late", "records_lost"], _kiosk.Found());
    }

    [Fact]
    public void A_long_stream_is_taken_in_page_by_page()
    {
        for (var i = 1; i <= 1_234; i++) _kiosk.Records.Add(_kiosk.Record($"credited {i} A 1"));
        Assert.Equal(1_234, _kiosk.Intake.TakeIn());
        Assert.Equal(1_234, _kiosk.Balance("A"));
    }

    [Fact]
    public void An_intake_that_dies_anywhere_leaves_nothing_half_done()
    {
        const int Notes = 40;
        for (var i = 1; i <= Notes; i++) _kiosk.Records.Add(_kiosk.Record($"credited {i} A {i} record={i} chain={i:x32}"));
        _kiosk.Records.Chain = static (_, _) => true;
        var asked = 0;
        for (var diesAt = 1; diesAt < 3 * Notes; diesAt++)
        {
            asked = 0;
            var at = diesAt;
            // Each record's chain is asked for within the transaction: it dies after any number of them.
            _kiosk.Records.Asked = () =>
            {
                if (++asked == at) throw new FormatException("killed");
            };
            try
            {
                _kiosk.Intake.TakeIn();
                break;
            }
            catch (FormatException)
            {
                Assert.Equal("A 0, cash 0, suspense 0, held 0", _kiosk.Standing());
            }
        }

        Assert.Equal(Notes * (Notes + 1) / 2, _kiosk.Balance("A"));
        Assert.True(asked > Notes, "It died nowhere.");
        _kiosk.Records.Asked = null;
        _kiosk.Intake.TakeIn();
        Assert.Equal(Notes * (Notes + 1) / 2, _kiosk.Balance("A"));
    }

    [Fact]
    public void Two_processes_take_in_a_stream_once()
    {
        for (var i = 1; i <= 3_000; i++) _kiosk.Records.Add(_kiosk.Record($"credited {i} A 1"));
        var taken = new int[4];
        Parallel.For(0, taken.Length, i => taken[i] = new KioskIntake(_kiosk.Ledger.Database, _kiosk.Ledger.Book, _kiosk.Records).TakeIn());
        _kiosk.Intake.TakeIn();
        Assert.Equal(3_000, _kiosk.Balance("A"));
        Assert.InRange(taken.Sum(), 1, 3_000);
    }

    [Fact]
    public void A_kiosk_of_one_name_at_two_concentrators_is_a_copy()
    {
        _kiosk.Take("credited 1 A 1");
        _kiosk.Ledger.Time.Advance(TimeSpan.FromSeconds(1));
        _kiosk.Records.Add(_kiosk.Record("credited 1 A 2", 1), "C-2", "e7");
        _kiosk.Records.Add(_kiosk.Record("credited 2 A 4", 2), "C-2", "e7");
        _kiosk.Intake.TakeIn();
        _kiosk.Take("credited 2 A 8");
        Assert.Equal(["cloned"], _kiosk.Found());
        Assert.Equal((9, 6), (_kiosk.Balance("A"), _kiosk.Balance(AccountKind.Suspense)));
        Assert.Equal(["2 EUR cloned", "4 EUR cloned"], _kiosk.Listed().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_kiosk_that_has_moved_proves_it_by_its_chain()
    {
        _kiosk.Records.Chain = static (record, before) => record.Chain == $"{before}+";
        _kiosk.Take("credited 1 A 1 record=1 chain=+");
        _kiosk.Ledger.Time.Advance(TimeSpan.FromSeconds(1));
        _kiosk.Records.Add(_kiosk.Record("credited 1 A 2 record=1 chain=+", 1), "C-2", "e7");
        _kiosk.Intake.TakeIn();
        Assert.Equal(3, _kiosk.Balance("A"));
        Assert.Equal(["cloned"], _kiosk.Found());
    }

    [Fact]
    public void A_note_in_escrow_that_a_new_epoch_tells_again_is_one_note()
    {
        _kiosk.Take("escrow 5 A 500 record=9");
        Assert.Equal(500, _kiosk.Ledger.Queries.Account(LedgerRig.Key("A"))!.HeldCredit);
        Add(1, "escrow 6 A 500 record=1");
        Assert.Equal("A 0, cash 0, suspense 0, held 500", _kiosk.Standing());
        Add(2, "credited 6 A 500 record=2");
        Assert.Equal("A 500, cash 500, suspense 0, held 0", _kiosk.Standing());
        _kiosk.Take("credited 5 A 500 record=10");
        Assert.Equal("A 500, cash 500, suspense 0, held 0", _kiosk.Standing());
    }

    [Fact]
    public void A_note_in_escrow_that_a_new_epoch_knows_nothing_of_waits_for_a_person()
    {
        _kiosk.Take("escrow 5 A 500 record=9");
        Add(1, "step 0 - 0 record=1");
        Assert.Equal("A 0, cash 500, suspense 500, held 0", _kiosk.Standing());
        Assert.Equal(["500 EUR journal_gone"], _kiosk.Listed());
        // Its end comes after all.
        _kiosk.Take("credited 5 A 500 record=10");
        Assert.Equal("A 500, cash 500, suspense 0, held 0", _kiosk.Standing());
        Assert.Empty(_kiosk.Listed());
    }

    private void Add(long sequence, string line)
    {
        _kiosk.Records.Add(_kiosk.Record(line, sequence), "C-1", "e2");
        _kiosk.Intake.TakeIn();
    }

    [Theory]
    [InlineData("credited 1 A 1 record=1\ncredited 2 A 1 record=3")]
    [InlineData("credited 1 A 1 record=1\ncredited 2 A 1 record=2\ncredited 3 A 1 record=2")]
    [InlineData("credited 1 A 1 record=7")]
    public void A_kiosks_own_count_that_jumps_or_goes_back_is_shown(string records)
    {
        _kiosk.Take(records);
        Assert.Equal(["count_broken"], _kiosk.Found());
    }

    [Fact]
    public void Money_that_does_not_continue_the_kiosks_chain_is_credited_to_nobody()
    {
        _kiosk.Records.Chain = static (record, before) => record.Chain == $"{before}+";
        _kiosk.Take("credited 1 A 1 record=1 chain=+\ncredited 2 A 2 record=2 chain=++\ncredited 3 A 4 record=3 chain=forged");
        Assert.Equal("A 3, cash 7, suspense 4, held 0", _kiosk.Standing());
        Assert.Equal(["4 EUR chain_broken"], _kiosk.Listed());
        // What follows is held against what was said last.
        _kiosk.Take("credited 4 A 8 record=4 chain=forged+");
        Assert.Equal(11, _kiosk.Balance("A"));
        Assert.Equal(["chain_broken"], _kiosk.Found());
    }
}
