using Wattline.Gateway.Journal;

namespace Wattline.Gateway.Host.State;

/// <summary>What the state store needs of a log, so that it runs on the threaded one and on a stepped one.</summary>
public interface IChangeLog
{
    /// <summary>Every record up to this is on the medium.</summary>
    long DurableLsn { get; }

    /// <summary>The LSN of the last record appended.</summary>
    long LastLsn { get; }

    /// <summary>Bytes in segments.</summary>
    long Bytes { get; }

    /// <summary>Appends a record.</summary>
    AppendOutcome Append(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> payload);

    /// <summary>A reader from an LSN, or from the oldest held.</summary>
    JournalReader OpenReader(long fromLsn);

    /// <summary>Lets go of the oldest segments that are wholly below an LSN.</summary>
    void DeleteBefore(long lsn);

    /// <summary>Has a callback called when <see cref="DurableLsn"/> has advanced or records are taken again.</summary>
    IDisposable OnAdvance(Action callback);
}
