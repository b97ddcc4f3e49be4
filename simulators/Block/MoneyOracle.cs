using System.Globalization;

namespace Wattline.Simulators.Block;

/// <summary>
/// Holds what the cloud credited against what the validators counted: taken = credited + suspense. Every note has one
/// end, and every kiosk is alive.
/// </summary>
/// <param name="Taken">Minor units in the cash boxes, by the validators' own count.</param>
/// <param name="Credited">Minor units credited to accounts.</param>
/// <param name="Suspense">Minor units that wait for a person to say whose they are.</param>
/// <param name="Unexplained">Minor units missing or too much, account by account.</param>
/// <param name="Problems">The same in words.</param>
public sealed record MoneyOracle(long Taken, long Credited, long Suspense, long Unexplained, IReadOnlyList<string> Problems)
{
    /// <summary>Judges a whole block.</summary>
    /// <param name="block">The kiosks.</param>
    /// <param name="creditedByAccount">What the cloud credited, minor units.</param>
    /// <param name="suspense">What the cloud holds in suspense, minor units.</param>
    /// <param name="notes">Every note that the cloud knows of.</param>
    public static MoneyOracle Judge(
        ResidentialBlock block, IReadOnlyDictionary<string, long> creditedByAccount, long suspense, IEnumerable<StoredNote> notes)
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentNullException.ThrowIfNull(creditedByAccount);
        ArgumentNullException.ThrowIfNull(notes);
        var problems = new List<string>();
        foreach (var note in notes.Where(note => note.IsInEscrow || note.Endings != 1))
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"note {note.Kiosk}/{note.Number} has {note.Endings} ends"));
        foreach (var kiosk in block.Kiosks.Where(kiosk => !kiosk.IsAlive))
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"kiosk {kiosk.Name} is dead in state {kiosk.Machine?.State}"));
        var taken = block.Kiosks.SelectMany(kiosk => kiosk.Validator.PaidByAccount())
            .GroupBy(paid => paid.Account ?? "", StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(paid => paid.Value), StringComparer.Ordinal);
        var tooMuch = 0L;
        var owed = 0L;
        foreach (var account in taken.Keys.Union(creditedByAccount.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var difference = taken.GetValueOrDefault(account) - creditedByAccount.GetValueOrDefault(account);
            if (difference < 0)
            {
                tooMuch -= difference;
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"account {account} was credited {-difference} too much"));
            }
            owed += Math.Max(0, difference);
        }
        if (owed != suspense)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{owed} of the money taken is not credited, and {suspense} is in suspense"));
        return new MoneyOracle(taken.Values.Sum(), creditedByAccount.Values.Sum(), suspense, tooMuch + Math.Abs(owed - suspense), problems);
    }
}
