using System.Globalization;
using Wattline.Simulators.Kiosks;
using Wattline.Simulators.Physics;

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
    /// <param name="quarantined">Minor units in records that came under a sequence of an earlier one: a restored flash gave it again while nobody could tell it.</param>
    /// <param name="toldAgain">Minor units of the suspense that an old flash told of, which knew nothing of their credit.</param>
    public static MoneyOracle Judge(
        ResidentialBlock block, IReadOnlyDictionary<string, long> creditedByAccount, long suspense, IEnumerable<StoredNote> notes, long quarantined = 0, long toldAgain = 0)
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentNullException.ThrowIfNull(creditedByAccount);
        ArgumentNullException.ThrowIfNull(notes);
        var problems = new List<string>();
        var stored = notes.ToList();
        var uncounted = block.Kiosks.Where(kiosk => kiosk.Kind == KioskKind.CcNet).Select(kiosk => kiosk.Name).ToHashSet(StringComparer.Ordinal);
        // Who finds an old flash again tells of notes again; the ledger takes the first.
        var isToldAgain = block.Faults.All.Any(fault => fault.Kind == FaultKind.RestoredFlash);
        foreach (var note in stored.Where(note => !isToldAgain && (note.IsInEscrow || note.Endings != 1)))
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"note {note.Kiosk}/{note.Number} has {note.Endings} ends"));
        foreach (var kiosk in block.Kiosks.Where(kiosk => !kiosk.IsAlive))
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"kiosk {kiosk.Name} is dead in state {kiosk.Machine?.State}"));
        var taken = block.Kiosks.SelectMany(kiosk => kiosk.Acceptors).SelectMany(acceptor => acceptor.PaidByAccount())
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
        var gap = owed - suspense;
        // A piece that only the device's counter tells of has no value; what is missing is at most what such pieces can be worth.
        // And a device that counts nothing cannot tell whether a note is in the box: it may lie with the customer.
        if (gap > 0 && gap <= stored.Count(note => note.Suspense == 0) * Dearest(block) + quarantined
            || gap < 0 && -gap <= stored.Where(note => note.Suspense is not null && uncounted.Contains(note.Kiosk)).Sum(note => note.Suspense!.Value) + toldAgain)
            gap = 0;
        if (gap != 0)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{owed} of the money taken is not credited, and {suspense} is in suspense"));
        return new MoneyOracle(taken.Values.Sum(), creditedByAccount.Values.Sum(), suspense, tooMuch + Math.Abs(gap), problems);
    }

    private static long Dearest(ResidentialBlock block) => block.Options.Validator.Channels.Max() * 100L;
}
