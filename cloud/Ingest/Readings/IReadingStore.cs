using Wattline.Cloud.Contracts;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Readings;

/// <summary>How a database keeps readings by identity: meter, channel, kind, slot, length (DESIGN 4).</summary>
internal interface IReadingStore
{
    /// <summary>Makes ready for a batch, outside of its transaction.</summary>
    IReadingBatch Prepare(Database database, IReadOnlyList<ReceivedEvent> batch, SourceRows sources);

    /// <summary>The batch is stored or given up: its memory serves another.</summary>
    void Return(IReadingBatch batch);

    /// <summary>Throws away what is remembered: after a transaction that was undone.</summary>
    void Forget();
}

/// <summary>The readings of one batch on their way into one transaction, which may be tried several times.</summary>
internal interface IReadingBatch
{
    /// <summary>The transaction has begun, and nothing is locked yet.</summary>
    void Begin(StoreConnection connection);

    /// <summary>A message is new: its readings belong into the database.</summary>
    /// <param name="connection">The transaction's.</param>
    /// <param name="index">The message's place in the batch.</param>
    /// <param name="source">Its stream.</param>
    /// <param name="message">What it says.</param>
    /// <param name="tally">Counts what became of each value.</param>
    void Add(StoreConnection connection, int index, long source, ReadingsMessage message, ref ReadingTally tally);

    /// <summary>All messages were added.</summary>
    void Finish(StoreConnection connection, ref ReadingTally tally);
}
