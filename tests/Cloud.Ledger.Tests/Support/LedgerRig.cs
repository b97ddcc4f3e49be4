using System.Globalization;
using Wattline.Cloud.Ledger;
using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Statements;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Store;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Ledger.Tests.Support;

/// <summary>A ledger of its own, and a way to write rules as lines: <c>post 1 bank > A 500 -> Posted</c>.</summary>
internal sealed class LedgerRig : IDisposable
{
    private static readonly Dictionary<string, AccountKey> _names = new()
    {
        ["A"] = new(AccountKind.Customer, "A", "EUR"),
        ["B"] = new(AccountKind.Customer, "B", "EUR"),
        ["C"] = new(AccountKind.Customer, "C", "CNY"),
        ["bank"] = new(AccountKind.Bank, "B-1", "EUR"),
        ["suspense"] = new(AccountKind.Suspense, "K-1", "EUR"),
        ["nobody"] = new(AccountKind.Customer, "nobody", "EUR"),
        ["bad"] = new(AccountKind.Customer, "", "EUR"),
    };

    public LedgerRig()
    {
        Database = TestStore.Open(LedgerSchema.Tables);
        Book = new LedgerBook(Database, Time);
        Queries = new LedgerQueries(Database);
    }

    public ManualTime Time { get; } = new();

    public Database Database { get; }

    public LedgerBook Book { get; }

    public LedgerQueries Queries { get; }

    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public static AccountKey Key(string name) => _names[name];

    /// <summary>Runs the lines of a rule; each says what it must give.</summary>
    public void Run(string script)
    {
        foreach (var line in script.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == '#') continue;
            var parts = line.Split("->", StringSplitOptions.TrimEntries);
            var given = Do(parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            Assert.True(parts.Length == 1 || given == parts[1], $"{line}: gave {given}");
        }

        AssertBalanced();
    }

    public void AssertBalanced()
    {
        var trial = Queries.TrialBalance();
        Assert.True(trial.IsBalanced, string.Join(", ", trial.Totals));
        Assert.All(trial.Lines, line => Assert.Equal(line.Balance, Queries.Account(line.Account)!.Balance));
    }

    public void Dispose() => Database.Dispose();

    private string Do(string[] words)
    {
        switch (words)
        {
            case ["open", var name]: return Book.Open(Key(name)).ToString();
            case ["close", var name]: return Book.Close(Key(name)).ToString();
            case ["balance", var name]: return Queries.Balance(Key(name)).ToString(CultureInfo.InvariantCulture);
            case ["held", var name]: return Queries.Account(Key(name)) is { } account ? $"{account.HeldDebit} {account.HeldCredit}" : "none";
            case ["wait", var ms]:
                Time.Advance(TimeSpan.FromMilliseconds(long.Parse(ms, CultureInfo.InvariantCulture)));
                return "";
            case ["expire"]: return Book.Expire().ToString(CultureInfo.InvariantCulture);
            case ["together", .. var rest]:
                var answers = Book.Post(string.Join(' ', rest).Split(';', StringSplitOptions.TrimEntries).Select(one => Read(one.Split(' '))).ToList());
                return string.Join(' ', answers.Select(static answer => answer.Outcome));
            default: return Book.Post(Read(words)).Outcome.ToString();
        }
    }

    private Transfer Read(string[] words)
    {
        var isLinked = words[^1] == "&";
        var transfer = (isLinked ? words[..^1] : words) switch
        {
            ["post", var id, var debit, ">", var credit, var amount] => new Transfer(id, Key(debit), Key(credit), Number(amount), TransferCode.Other),
            ["hold", var id, var debit, ">", var credit, var amount] => new Transfer(id, Key(debit), Key(credit), Number(amount), TransferCode.Other) { Kind = TransferKind.Hold },
            ["hold", var id, var debit, ">", var credit, var amount, var ms] =>
                new Transfer(id, Key(debit), Key(credit), Number(amount), TransferCode.Other) { Kind = TransferKind.Hold, ExpiresMs = NowMs + Number(ms) },
            ["take", var id, var hold] => Transfer.Post(id, hold, TransferCode.Other),
            ["take", var id, var hold, var amount] => Transfer.Post(id, hold, TransferCode.Other) with { Amount = Number(amount) },
            ["void", var id, var hold] => Transfer.Void(id, hold, TransferCode.Other),
            ["void", var id, var hold, var debit, ">", var credit] => Transfer.Void(id, hold, TransferCode.Other) with { Debit = Key(debit), Credit = Key(credit) },
            _ => throw new FormatException(string.Join(' ', words)),
        };
        return transfer with { IsLinked = isLinked };
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
