using System.Globalization;
using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Kiosks;
using Wattline.Cloud.Ledger.Reconciliation;
using Wattline.Cloud.Ledger.Suspense;
using Xunit;

namespace Wattline.Tests.Cloud.Ledger.Tests.Support;

/// <summary>A ledger with kiosks. Records are written as lines: <c>escrow 1 A 500</c> (type, note, account or -, value), each the next of its stream.</summary>
internal sealed class KioskRig : IDisposable
{
    private static readonly string[] _types = ["escrow", "credited", "returned", "suspense", "step", "receipt", "collection", "counted", "deposit", "counters"];
    private long _sequence;

    public KioskRig()
    {
        Intake = new KioskIntake(Ledger.Database, Ledger.Book, Records);
        Suspense = new SuspenseDesk(Ledger.Database, Ledger.Book);
        Collections = new CollectionDesk(Ledger.Database, Ledger.Book, Ledger.Time);
        Audit = new AuditBook(Ledger.Database, Ledger.Book);
        foreach (var name in (string[])["A", "B", "C"]) Assert.Equal(OpenOutcome.Done, Ledger.Book.Open(LedgerRig.Key(name)));
    }

    public LedgerRig Ledger { get; } = new();

    public StoredRecords Records { get; } = new();

    public KioskIntake Intake { get; }

    public SuspenseDesk Suspense { get; }

    public CollectionDesk Collections { get; }

    public AuditBook Audit { get; }

    /// <summary>Stores the lines as records, one after the other, and takes them in.</summary>
    public int Take(string lines)
    {
        foreach (var line in lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) Records.Add(Record(line));
        return Intake.TakeIn();
    }

    /// <summary>The next record: type, note, account, value, and what else is named: <c>counter=7 currency=CNY device=1 detail=[1] kiosk=K-2 record=1 chain=x</c>.</summary>
    public KioskRecord Record(string line, long? sequence = null)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var named = words.Skip(4).Select(static word => word.Split('=', 2)).ToDictionary(static pair => pair[0], static pair => pair[1]);
        return new KioskRecord(
            sequence ?? ++_sequence, Array.IndexOf(_types, words[0]), named.GetValueOrDefault("kiosk", "K-1"), Number(words[1]), words[2] == "-" ? null : words[2], Number(words[3]),
            named.GetValueOrDefault("currency", "EUR"), named.TryGetValue("counter", out var counter) ? Number(counter) : null)
        {
            Device = named.TryGetValue("device", out var device) ? Number(device) : 0,
            Detail = named.GetValueOrDefault("detail"),
            Record = named.TryGetValue("record", out var record) ? Number(record) : null,
            Chain = named.GetValueOrDefault("chain"),
        };
    }

    public void Skip() => _sequence++;

    public long Balance(string account) => Ledger.Queries.Balance(LedgerRig.Key(account));

    public long Balance(AccountKind kind, string subject = "K-1", string currency = "EUR") => Ledger.Queries.Balance(new AccountKey(kind, subject, currency));

    /// <summary>Credited to A, in the kiosk's cash (as money had), in suspense, held.</summary>
    public string Standing()
    {
        Ledger.AssertBalanced();
        return $"A {Balance("A")}, cash {-Balance(AccountKind.KioskCash)}, suspense {Balance(AccountKind.Suspense)}, held {Ledger.Queries.Account(LedgerRig.Key("A"))!.HeldCredit}";
    }

    public IEnumerable<string> Found() => Audit.Findings().Select(static finding => finding.Kind).Order(StringComparer.Ordinal);

    public IEnumerable<string> Listed() => Suspense.List().Select(static item => $"{item.Amount} {item.Currency} {item.Reason}");

    public void Dispose() => Ledger.Dispose();

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
