using System.Data.Common;
using Wattline.Tests.Cloud.Ledger.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Ledger.Tests.Transfers;

/// <summary>What the store refuses, whoever asks: these write past the ledger's code. Accounts: 1 bank EUR, 2 A EUR, 3 C CNY, 4 suspense EUR; entries: 1 (500), 2 (a hold of 70).</summary>
public sealed class StoreGuardTests : IDisposable
{
    private readonly LedgerRig _ledger = new();

    public StoreGuardTests() => _ledger.Run("""
        open bank -> Done
        open A -> Done
        open C -> Done
        open suspense -> Done
        post 1 bank > A 500 -> Posted
        hold 2 bank > A 70 -> Posted
        """);

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public void What_follows_is_taken()
    {
        Insert(3, 0, 1, 2, "EUR", 5, 0, -505, 505, "NULL");
        Insert(4, 2, 1, 2, "EUR", 70, -70, -575, 575, "2");
        _ledger.AssertBalanced();
    }

    [Theory]
    [InlineData("an account of another currency", 3, 0, 1, 3, "EUR", 5, 0, -505, 5, "NULL")]
    [InlineData("an account that is not there", 3, 0, 1, 9, "EUR", 5, 0, -505, 5, "NULL")]
    [InlineData("one account at both ends", 3, 0, 2, 2, "EUR", 5, 0, 495, 505, "NULL")]
    [InlineData("an amount of nothing", 3, 0, 1, 2, "EUR", 0, 0, -500, 500, "NULL")]
    [InlineData("an amount below zero", 3, 0, 1, 2, "EUR", -5, 0, -495, 495, "NULL")]
    [InlineData("an amount too large", 3, 0, 1, 2, "EUR", 1_000_000_000_001, 0, -1_000_000_000_501, 1_000_000_000_501, "NULL")]
    [InlineData("a debit balance that is not so", 3, 0, 1, 2, "EUR", 5, 0, -504, 505, "NULL")]
    [InlineData("a credit balance that is not so", 3, 0, 1, 2, "EUR", 5, 0, -505, 504, "NULL")]
    [InlineData("a gap", 4, 0, 1, 2, "EUR", 5, 0, -505, 505, "NULL")]
    [InlineData("a place that is taken", 2, 0, 1, 2, "EUR", 5, 0, -505, 505, "NULL")]
    [InlineData("less than nothing in suspense", 3, 0, 4, 2, "EUR", 5, 0, -5, 505, "NULL")]
    [InlineData("a hold that is none", 3, 2, 1, 2, "EUR", 70, -70, -570, 570, "1")]
    [InlineData("a hold of another amount", 3, 2, 1, 2, "EUR", 70, -71, -570, 570, "2")]
    [InlineData("more than was held", 3, 2, 1, 2, "EUR", 71, -70, -571, 571, "2")]
    [InlineData("a hold turned round", 3, 2, 2, 1, "EUR", 70, -70, 430, -430, "2")]
    public void The_store_refuses(string what, long sequence, long kind, long debit, long credit, string currency, long posted, long held, long debitBalance, long creditBalance, string hold)
    {
        Assert.ThrowsAny<DbException>(() => Insert(sequence, kind, debit, credit, currency, posted, held, debitBalance, creditBalance, hold));
        Assert.True(_ledger.Queries.TrialBalance().Sequence == 2, what);
        _ledger.AssertBalanced();
    }

    [Fact]
    public void A_hold_ends_once()
    {
        Insert(3, 3, 1, 2, "EUR", 0, -70, -500, 500, "2");
        Assert.ThrowsAny<DbException>(() => Insert(4, 3, 1, 2, "EUR", 0, -70, -500, 500, "2"));
    }

    [Theory]
    [InlineData("UPDATE ledger_transfer SET posted = 400 WHERE sequence = 1")]
    [InlineData("UPDATE ledger_transfer SET at_ms = 0")]
    [InlineData("DELETE FROM ledger_transfer WHERE sequence = 2")]
    [InlineData("UPDATE ledger_account SET posted = posted + 1 WHERE number = 2")]
    [InlineData("UPDATE ledger_account SET posted = 0")]
    [InlineData("DELETE FROM ledger_account WHERE number = 3")]
    [InlineData("UPDATE ledger_account SET currency = 'CNY' WHERE number = 2")]
    [InlineData("UPDATE ledger_account SET closed_ms = 1 WHERE number = 2")]
    public void What_was_written_stays(string sql)
    {
        Assert.ThrowsAny<DbException>(() => _ledger.Database.Write(c => c.Execute(sql)));
        _ledger.AssertBalanced();
    }

    private void Insert(long sequence, long kind, long debit, long credit, string currency, long posted, long held, long debitBalance, long creditBalance, string hold) =>
        _ledger.Database.Write(c => c.Execute(
            $"""
            INSERT INTO ledger_transfer (sequence, id, content, at_ms, kind, code, debit, credit, currency, posted, held, debit_balance, credit_balance, hold, note)
            VALUES ({sequence}, 'direct-{sequence}', @Content, {_ledger.NowMs}, {kind}, 0, {debit}, {credit}, '{currency}', {posted}, {held}, {debitBalance}, {creditBalance}, {hold}, '')
            """,
            new { Content = new byte[16] }));
}
