namespace Wattline.Cloud.Ledger.Transfers;

/// <summary>What became of a transfer.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Sequence">Its place in the ledger, from 1; 0 when it has none.</param>
/// <param name="AtMs">When it was posted, Unix milliseconds; 0 when it was not.</param>
public readonly record struct PostingAnswer(PostingOutcome Outcome, long Sequence = 0, long AtMs = 0)
{
    /// <summary>Whether the transfer stands in the ledger, now or since before.</summary>
    public bool Stands => Outcome is PostingOutcome.Posted or PostingOutcome.Known;
}
