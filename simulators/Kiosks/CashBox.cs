namespace Wattline.Simulators.Kiosks;

/// <summary>What a device has taken: the truth that everything else is held against.</summary>
public static class CashBox
{
    extension(ICashAcceptor acceptor)
    {
        /// <summary>Fen in the box.</summary>
        public long BoxValue => acceptor.Notes.Where(note => note.Fate == NoteFate.InBox).Sum(note => note.Value);

        /// <summary>Fen in the box by the account that they were meant for; null is money of nobody.</summary>
        public IReadOnlyList<(string? Account, long Value)> PaidByAccount() =>
            [.. acceptor.Notes.Where(note => note.Fate == NoteFate.InBox).GroupBy(note => note.Account)
                .Select(group => (group.Key, group.Sum(note => note.Value))).OrderBy(paid => paid.Key, StringComparer.Ordinal)];
    }
}
