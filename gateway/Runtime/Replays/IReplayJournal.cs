using Wattline.Gateway.Journal;

namespace Wattline.Gateway.Runtime.Replays;

/// <summary>The journal as replays need it.</summary>
public interface IReplayJournal
{
    /// <summary>Every record up to this LSN is on the medium.</summary>
    long DurableLsn { get; }

    /// <summary>Everything of the stream up to this LSN is acknowledged.</summary>
    long LowWater(JournalStream stream);

    /// <summary>Whether a record of the stream was acknowledged, in its turn or before it: it does not go up by itself.</summary>
    bool IsAcknowledged(JournalStream stream, long lsn);

    /// <summary>A reader from an LSN, or from the oldest held, that moves no cursor.</summary>
    JournalReader OpenReader(JournalStream stream, long fromLsn);

    /// <summary>Journals a copy of a record, which goes up as any other; false when there is no room now.</summary>
    bool TryAppend(in JournalRecord record);
}
