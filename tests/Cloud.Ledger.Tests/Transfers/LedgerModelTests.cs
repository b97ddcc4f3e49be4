using System.Globalization;
using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Statements;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Tests.Cloud.Ledger.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Ledger.Tests.Transfers;

/// <summary>Any sequence of operations: debits are credits after each, balances are the sums of what was answered, and the past stays as it was.</summary>
public sealed class LedgerModelTests
{
    private static readonly string[] _accounts = ["A", "B", "bank", "suspense", "nobody"];

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, int.Parse(Environment.GetEnvironmentVariable("WATTLINE_LEDGER_SEEDS") ?? "12", CultureInfo.InvariantCulture)));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_operations_leave_debits_equal_to_credits_and_the_past_as_it_was(int seed)
    {
        using var ledger = new LedgerRig();
        var random = new Random(seed);
        foreach (var name in _accounts.Take(4)) ledger.Book.Open(LedgerRig.Key(name));
        var balances = new Dictionary<AccountKey, long>();
        var holds = new Dictionary<string, Transfer>();
        var ended = new HashSet<string>();
        var seen = new Dictionary<string, Transfer>();
        var past = new List<(long AtMs, TrialBalance Trial)>();
        for (var round = 0; round < 25; round++)
        {
            var batch = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Some(random, seen, holds)).ToList();
            var answers = batch.Count == 1 ? [ledger.Book.Post(batch[0])] : ledger.Book.Post(batch);
            foreach (var (transfer, answer) in batch.Zip(answers))
            {
                if (answer.Outcome != PostingOutcome.Posted) continue;
                Assert.True(seen.TryAdd(transfer.Id, transfer), $"seed {seed}: {transfer.Id} was posted twice");
                Model(transfer, balances, holds, ended, seed);
            }

            var trial = ledger.Queries.TrialBalance();
            Assert.True(trial.IsBalanced, $"seed {seed}, round {round}: {string.Join(", ", trial.Totals)}");
            Assert.All(trial.Lines, line => Assert.True(line.Balance == balances.GetValueOrDefault(line.Account), $"seed {seed}, round {round}: {line}"));
            ledger.AssertBalanced();
            past.Add((ledger.NowMs, trial));
            ledger.Time.Advance(TimeSpan.FromSeconds(random.Next(1, 3)));
        }

        foreach (var (atMs, trial) in past) Assert.Equal(Text(trial), Text(ledger.Queries.TrialBalance(atMs)));
        foreach (var name in _accounts.Take(4))
        {
            var statement = ledger.Queries.Statement(LedgerRig.Key(name))!;
            Assert.Equal(statement.ClosingBalance, statement.Lines.Sum(static line => line.Amount));
            Assert.All(statement.Lines.Skip(1).Zip(statement.Lines), pair => Assert.Equal(pair.Second.Balance + pair.First.Amount, pair.First.Balance));
            var middle = past[past.Count / 2].AtMs;
            var late = ledger.Queries.Statement(LedgerRig.Key(name), fromMs: middle)!;
            Assert.Equal(ledger.Queries.Balance(LedgerRig.Key(name), ledger.Queries.SequenceAt(middle)), late.OpeningBalance);
            Assert.Equal(statement.Lines.Where(line => line.AtMs > middle), late.Lines);
        }
    }

    private static string Text(TrialBalance trial) => string.Join('\n', trial.Lines.Select(static line => line.ToString()).Prepend(trial.Sequence.ToString(CultureInfo.InvariantCulture)));

    private static Transfer Some(Random random, Dictionary<string, Transfer> seen, Dictionary<string, Transfer> holds)
    {
        // At times what was posted already, or another under its id.
        if (seen.Count > 0 && random.Next(8) == 0)
        {
            var old = seen.Values.ElementAt(random.Next(seen.Count));
            return random.Next(3) == 0 ? old with { Amount = old.Amount + 1 } : old;
        }

        var id = $"t{random.Next(1_000_000)}";
        if (holds.Count > 0 && random.Next(3) == 0)
        {
            var hold = holds.Keys.ElementAt(random.Next(holds.Count));
            return random.Next(2) == 0 ? Transfer.Void(id, hold, TransferCode.Other) : Transfer.Post(id, hold, TransferCode.Other) with { Amount = random.Next(-1, 60) };
        }

        return new Transfer(id, LedgerRig.Key(_accounts[random.Next(_accounts.Length)]), LedgerRig.Key(_accounts[random.Next(_accounts.Length)]), random.Next(-1, 50), TransferCode.Other)
        {
            Kind = random.Next(4) == 0 ? TransferKind.Hold : TransferKind.Direct,
            IsLinked = random.Next(6) == 0,
        };
    }

    private static void Model(Transfer transfer, Dictionary<AccountKey, long> balances, Dictionary<string, Transfer> holds, HashSet<string> ended, int seed)
    {
        switch (transfer.Kind)
        {
            case TransferKind.Hold:
                holds.Add(transfer.Id, transfer);
                return;
            case TransferKind.Direct:
                Move(transfer.Debit, transfer.Credit, transfer.Amount);
                return;
            default:
                Assert.True(ended.Add(transfer.Hold!), $"seed {seed}: {transfer.Hold} ended twice");
                var hold = holds[transfer.Hold!];
                if (transfer.Kind == TransferKind.PostHold) Move(hold.Debit, hold.Credit, transfer.Amount == 0 ? hold.Amount : transfer.Amount);
                return;
        }

        void Move(AccountKey debit, AccountKey credit, long amount)
        {
            balances[debit] = balances.GetValueOrDefault(debit) - amount;
            balances[credit] = balances.GetValueOrDefault(credit) + amount;
        }
    }
}
