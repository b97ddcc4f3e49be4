using Wattline.Cloud.Ledger.Arrears;
using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Customers;

/// <summary>
/// Who customers are to a kiosk: a masked name, cards and codes, and who may open the box. Of a name only what is shown is kept. Every change has a
/// person's name and a reason.
/// </summary>
public sealed class CustomerBook(Database database, LedgerBook book, ArrearsDesk arrears)
{
    /// <summary>Shown of an account that has no name: its last characters.</summary>
    private const int ShownOfAccount = 3;

    /// <summary>Who that is; null when nobody is known by it, or the account is closed.</summary>
    public KnownCustomer? Identify(IdentityKind kind, string text)
    {
        if (!IsMark(text)) return null;
        var account = database.Read(connection => kind switch
        {
            IdentityKind.Account => text,
            IdentityKind.Meter => PointRows.OfMeter(connection, text) is { } point ? PointRows.Tenancy(connection, point.Point)?.Account : null,
            _ => CustomerRows.AccountOf(connection, kind, text),
        });
        return account is null ? null : Know(account);
    }

    /// <summary>Whom a concentrator's kiosks serve while the cloud is away: who paid there last, then who lives behind these meters; each by account, card and code.</summary>
    public IReadOnlyList<ListedCustomer> ListFor(string concentrator, IEnumerable<string> meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var accounts = database.Read(connection => CustomerRows.PaidAt(connection, concentrator, LedgerLimits.ListedCustomersMax)
            .Concat(meters.Select(meter => PointRows.OfMeter(connection, meter)).OfType<SupplyPoint>().Select(point => PointRows.Tenancy(connection, point.Point)?.Account).OfType<string>())
            .Distinct(StringComparer.Ordinal).Take(LedgerLimits.ListedCustomersMax).ToList());
        return [.. accounts.Where(IsMark).Select(Know).OfType<KnownCustomer>().SelectMany(customer => database.Read(connection => CustomerRows.Marks(connection, customer.Account))
            .Prepend((Kind: IdentityKind.Account, Text: customer.Account)).Select(mark => new ListedCustomer(mark.Kind, mark.Text, customer)))];
    }

    /// <summary>Gives a customer a masked name, cards and codes in place of those before.</summary>
    public CustomerOutcome Put(string account, string masked, IReadOnlyList<string> cards, IReadOnlyList<string> codes, string who, string reason)
    {
        ArgumentNullException.ThrowIfNull(cards);
        ArgumentNullException.ThrowIfNull(codes);
        if (!Words.AreGiven(who, reason)) return CustomerOutcome.NoReason;
        var marks = cards.Select(static text => (Kind: IdentityKind.Card, Text: text)).Concat(codes.Select(static text => (Kind: IdentityKind.Code, Text: text)))
            .OrderBy(static mark => mark.Kind).ThenBy(static mark => mark.Text, StringComparer.Ordinal).ToList();
        if (!IsMark(account) || !IsMark(masked) || marks.Count > LedgerLimits.MarksMax || marks.Distinct().Count() < marks.Count || !marks.TrueForAll(static mark => IsMark(mark.Text))) return CustomerOutcome.BadFields;
        return book.InTurn(turn =>
        {
            if (CustomerRows.Accounts(turn.Connection, account).Count == 0) return CustomerOutcome.Unknown;
            if (marks.Exists(mark => (CustomerRows.AccountOf(turn.Connection, mark.Kind, mark.Text) ?? account) != account)) return CustomerOutcome.Conflict;
            if (CustomerRows.Masked(turn.Connection, account) == masked && CustomerRows.Marks(turn.Connection, account).SequenceEqual(marks)) return CustomerOutcome.Already;
            CustomerRows.SetMasked(turn.Connection, account, masked, turn.NowMs);
            CustomerRows.SetMarks(turn.Connection, account, marks);
            FindingRows.Audit(turn.Connection, turn.NowMs, who, "customer_marked", account, $"{marks.Count} cards and codes: {reason}");
            return CustomerOutcome.Done;
        });
    }

    /// <summary>Lets somebody open boxes by a card's or a code's text, or no longer.</summary>
    public CustomerOutcome SetCollector(string text, bool isOne, string who, string reason)
    {
        if (!Words.AreGiven(who, reason)) return CustomerOutcome.NoReason;
        if (!IsMark(text)) return CustomerOutcome.BadFields;
        return book.InTurn(turn =>
        {
            if (!CustomerRows.SetCollector(turn.Connection, text, isOne, turn.NowMs)) return CustomerOutcome.Already;
            FindingRows.Audit(turn.Connection, turn.NowMs, who, isOne ? "collector_added" : "collector_removed", text, reason);
            return CustomerOutcome.Done;
        });
    }

    /// <summary>Who may open boxes.</summary>
    public IReadOnlyList<string> Collectors() => database.Read(CustomerRows.Collectors);

    /// <summary>Concentrators whose kiosks were heard since.</summary>
    public IReadOnlyList<string> Concentrators(long sinceMs) => database.Read(connection => CustomerRows.Concentrators(connection, sinceMs));

    /// <summary>
    /// The version under which a list is to be sent; null while the same was sent not long ago. Versions rise, whoever asks.
    /// </summary>
    public long? VersionToSend(string concentrator, string digest, long againMs)
    {
        var last = database.Read(connection => CustomerRows.Sent(connection, concentrator));
        if (last is not null && last.Digest == digest && book.NowMs - last.SentMs < againMs) return null;
        return book.InTurn(turn =>
        {
            var before = CustomerRows.Sent(turn.Connection, concentrator);
            if (before is not null && before.Digest == digest && turn.NowMs - before.SentMs < againMs) return (long?)null;
            var version = Math.Max((before?.Version ?? 0) + 1, turn.NowMs / 1000);
            CustomerRows.SetSent(turn.Connection, concentrator, new SentList(version, digest, turn.NowMs));
            return version;
        });
    }

    private KnownCustomer? Know(string account)
    {
        var (accounts, points, masked) = database.Read(connection =>
            (CustomerRows.Accounts(connection, account), CustomerRows.PointsOf(connection, account).Select(point => PointRows.Find(connection, point)).OfType<SupplyPoint>().ToList(), CustomerRows.Masked(connection, account)));
        if (accounts.Count == 0) return null;
        // A customer with accounts in several currencies pays in the one of the flat.
        var index = Math.Max(0, accounts.FindIndex(one => points.Exists(point => point.Currency == one.Currency)));
        var word = points.Select(point => arrears.Explain(point.Point)?.Word ?? CustomerWord.Nothing).FirstOrDefault(static word => word != CustomerWord.Nothing);
        return new KnownCustomer(account, accounts[index].Currency, masked ?? "***" + account[^Math.Min(ShownOfAccount, account.Length)..], accounts[index].Posted, word);
    }

    private static bool IsMark(string text) => text is { Length: > 0 and <= LedgerLimits.MarkCharsMax } && text.All(static c => c is > ' ' and <= '~');
}
