using System.Globalization;
using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Suspense;
using Wattline.Tests.Cloud.Ledger.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Ledger.Tests.Kiosks;

/// <summary>
/// Any records in any order, twice, late or contradicting each other, and persons who decide in between: debits are credits, and each note is in exactly
/// one of credit, suspense and refund.
/// </summary>
public sealed class NoteFateTests
{
    private static readonly string[] _accounts = ["A", "B", "nobody", "C", "-"];

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, int.Parse(Environment.GetEnvironmentVariable("WATTLINE_LEDGER_SEEDS") ?? "12", CultureInfo.InvariantCulture)));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_note_ends_in_exactly_one_of_credit_suspense_and_refund(int seed)
    {
        using var kiosk = new KioskRig();
        var random = new Random(seed);
        var values = Enumerable.Range(0, 15).Select(_ => random.Next(6) == 0 ? 0L : random.Next(1, 500)).ToArray();
        var told = new List<string>[values.Length];
        for (var note = 0; note < told.Length; note++) told[note] = [];
        var late = new Queue<(int, string, Wattline.Cloud.Ledger.Kiosks.KioskRecord)>();
        var appraised = 0L;
        for (var round = 0; round < 12; round++)
        {
            for (var i = random.Next(1, 8); i > 0; i--)
            {
                var note = random.Next(values.Length);
                var type = ((string[])["escrow", "escrow", "credited", "credited", "returned", "suspense"])[random.Next(6)];
                var record = kiosk.Record($"{type} {note} {_accounts[random.Next(_accounts.Length)]} {values[note]}");
                if (random.Next(6) == 0)
                {
                    // It comes after all, when it was passed over.
                    kiosk.Records.Explain(record.Sequence, record.Sequence, "quarantined");
                    late.Enqueue((note, type, record));
                    continue;
                }

                told[note].Add(type);
                kiosk.Records.Add(record);
            }

            kiosk.Intake.TakeIn();
            if (late.Count > 0 && random.Next(2) == 0)
            {
                var (note, type, record) = late.Dequeue();
                told[note].Add(type);
                kiosk.Records.Add(record);
                Assert.Equal(1, kiosk.Intake.TakeIn());
            }

            foreach (var item in kiosk.Suspense.List())
            {
                if (random.Next(4) != 0) continue;
                var was = random.Next(4) switch
                {
                    0 => kiosk.Suspense.Assign(item.Id, "A", "anna", "his"),
                    1 => kiosk.Suspense.Refund(item.Id, "anna", "hers"),
                    2 => kiosk.Suspense.Appraise(item.Id, 7, "EUR", "anna", "counted"),
                    _ => kiosk.Suspense.Dismiss(item.Id, "anna", "nothing there"),
                };
                if (item.Amount == 0 && was == SuspenseOutcome.Done && kiosk.Suspense.Find(item.Id)!.Amount == 7) appraised += 7;
            }

            Check(kiosk, values, told, appraised, $"seed {seed}, round {round}");
        }
    }

    private static void Check(KioskRig kiosk, long[] values, List<string>[] told, long appraised, string where)
    {
        kiosk.Ledger.AssertBalanced();
        var notes = kiosk.Ledger.Database.Read(static c => c.Query<(long Note, long State, long Value, long? Item)>("SELECT note, state, value, item FROM kiosk_note ORDER BY note").ToList());
        var items = kiosk.Suspense.List(null).ToDictionary(static item => item.Id);
        // What fell into the box is in the ledger's cash, once.
        var inBox = told.Select((types, note) => types.Any(static type => type is "credited" or "suspense") ? values[note] : 0).Sum() + appraised;
        var cash = -kiosk.Balance(AccountKind.KioskCash);
        Assert.True(cash == inBox, $"{where}: {cash} in the ledger, {inBox} in the box");
        var (credited, suspense, refunded) = (0L, 0L, 0L);
        foreach (var (note, state, value, item) in notes)
        {
            switch (state)
            {
                case 1: credited += value; break;
                case 3:
                    var listed = items[item!.Value];
                    if (listed.State == SuspenseState.Assigned) credited += listed.Amount;
                    else if (listed.State == SuspenseState.Refunded) refunded += listed.Amount;
                    else suspense += listed.Amount;
                    break;
                default: Assert.True(told[note].All(static type => type is "escrow" or "returned"), $"{where}: note {note} is in state {state} after {string.Join(' ', told[note])}"); break;
            }
        }

        Assert.True(items.Count == notes.Count(static n => n.Item is not null), $"{where}: an item without a note");
        Assert.Equal((kiosk.Balance("A") + kiosk.Balance("B"), kiosk.Balance(AccountKind.Suspense)), (credited, suspense));
        Assert.Equal(cash, credited + suspense + refunded);
        // Nothing is held but for notes in escrow.
        var held = kiosk.Ledger.Queries.Accounts().Sum(static account => account.HeldCredit);
        Assert.Equal(notes.Where(static n => n.State == 0).Sum(static n => n.Value), held);
    }
}
