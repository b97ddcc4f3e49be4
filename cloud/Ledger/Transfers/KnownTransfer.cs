namespace Wattline.Cloud.Ledger.Transfers;

/// <summary>What a turn knows of an id: a transfer that stands, or a refusal.</summary>
internal sealed class KnownTransfer
{
    public required byte[] Content { get; init; }

    /// <summary>How it was refused; <see cref="PostingOutcome.Posted"/> when it stands.</summary>
    public PostingOutcome Refusal { get; init; } = PostingOutcome.Posted;

    public long Sequence { get; init; }

    public long AtMs { get; init; }

    public TransferKind Kind { get; init; }

    public long Debit { get; init; }

    public long Credit { get; init; }

    /// <summary>Of a hold: what it holds.</summary>
    public long Held { get; init; }

    public long? ExpiresMs { get; init; }

    /// <summary>Of a hold: how it ended; null while it holds.</summary>
    public TransferKind? Ended { get; set; }
}
