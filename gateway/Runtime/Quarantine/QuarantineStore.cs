using System.Text;
using Wattline.Gateway.Journal;

namespace Wattline.Gateway.Runtime.Quarantine;

/// <summary>
/// Keeps what was not understood, with the reason and every byte, in a small log of its own (a journal in another directory). A record
/// stays until an operator has it replayed or dismissed. The key of a record is the reason's number in one byte, and the topic.
/// </summary>
public sealed class QuarantineStore
{
    private readonly JournalCore _log;
    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[QuarantineReasons.Count];
    private readonly Dictionary<UInt128, long> _byContent = [];
    private readonly Dictionary<ulong, long> _shares = [];
    private long _removals;

    /// <summary>Opens it on a disk that is its own, and counts what it holds.</summary>
    /// <exception cref="JournalDamagedException">What it holds cannot be read.</exception>
    public QuarantineStore(IJournalDisk disk)
    {
        _log = JournalCore.Open(disk, new JournalOptions { SegmentBytes = RuntimeLimits.QuarantineBytesMax / 16, KeepBytes = 0 });
        foreach (var stream in Enum.GetValues<JournalStream>())
        {
            using var reader = _log.OpenReader(stream);
            while (reader.TryRead(out var record) == ReadOutcome.Record)
            {
                _counts[(int)Reason(record)]++;
                Account(record.Key.Span[1..], record.Payload.Span, record.Lsn);
            }
            reader.Rewind();
        }
    }

    /// <summary>How many messages it holds for a reason.</summary>
    public long Count(QuarantineReason reason) => Interlocked.Read(ref _counts[(int)reason]);

    /// <summary>How many messages it holds.</summary>
    public long Total => Enumerable.Range(1, _counts.Length - 1).Sum(reason => Count((QuarantineReason)reason));

    /// <summary>How often something was taken out: then there may be room again.</summary>
    public long Removals => Interlocked.Read(ref _removals);

    /// <summary>What tells messages apart: topic and bytes.</summary>
    public static UInt128 ContentOf(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload) => new(Xxh64.Hash(topic), Xxh64.Hash(payload));

    /// <summary>Takes a message in, durably, unless it is here already. When it is refused it is not here, and stays where it was.</summary>
    public QuarantineOutcome Add(in JournalRecord record, QuarantineReason reason)
    {
        Span<byte> key = stackalloc byte[JournalLimits.KeyBytesMax];
        var topic = record.Key.Span[..Math.Min(record.Key.Length, JournalLimits.KeyBytesMax - 1)];
        key[0] = (byte)reason;
        topic.CopyTo(key[1..]);
        lock (_lock)
        {
            if (_byContent.ContainsKey(ContentOf(topic, record.Payload.Span))) return QuarantineOutcome.Known;
            if (_shares.GetValueOrDefault(Owner(topic)) + record.Payload.Length > RuntimeLimits.QuarantineShareBytesMax) return QuarantineOutcome.NoShare;
            if (_log.Bytes > RuntimeLimits.QuarantineBytesMax) return QuarantineOutcome.Full;
            // What a full disk left waiting goes first.
            if (_log.PendingBytes > 0 && _log.Commit() != CommitOutcome.Durable) return QuarantineOutcome.DiskRefused;
            if (_log.Append(record.Stream, record.ReceivedAt, key[..(1 + topic.Length)], record.Payload, out var id) != AppendOutcome.Appended) return QuarantineOutcome.DiskRefused;
            if (_log.Commit() != CommitOutcome.Durable) return QuarantineOutcome.DiskRefused;
            Account(topic, record.Payload.Span, id);
        }
        Interlocked.Increment(ref _counts[(int)reason]);
        RuntimeMetrics.Quarantined.Add(1, new KeyValuePair<string, object?>("reason", reason.Name()));
        return QuarantineOutcome.Added;
    }

    /// <summary>What it holds, oldest first of each stream.</summary>
    public IReadOnlyList<QuarantinedMessage> List(int max)
    {
        var messages = new List<QuarantinedMessage>();
        lock (_lock)
        {
            foreach (var stream in Enum.GetValues<JournalStream>())
            {
                using var reader = _log.OpenReader(stream);
                while (messages.Count < max && reader.TryRead(out var record) == ReadOutcome.Record)
                {
                    messages.Add(new QuarantinedMessage(
                        record.Lsn, record.ReceivedAt, stream, Reason(record), Encoding.UTF8.GetString(record.Key.Span[1..]), record.Payload.ToArray()));
                }
                reader.Rewind();
            }
        }
        return messages;
    }

    /// <summary>These are on their way back into the journal: a copy that comes here again is another, and is kept though they are still here.</summary>
    public void Forget(IEnumerable<QuarantinedMessage> messages)
    {
        lock (_lock)
        {
            foreach (var message in messages) _byContent.Remove(ContentOf(Encoding.UTF8.GetBytes(message.Topic), message.Payload));
        }
    }

    /// <summary>Takes a message out: it was replayed into the journal, or an operator dismissed it.</summary>
    public void Remove(QuarantinedMessage message)
    {
        lock (_lock)
        {
            // Only a record that is handed out can be acknowledged.
            using var reader = _log.OpenReader(message.Stream);
            while (reader.TryRead(out var record) == ReadOutcome.Record && record.Lsn <= message.Id)
            {
                if (record.Lsn != message.Id) continue;
                reader.Acknowledge(message.Id);
                Release(record);
                Interlocked.Increment(ref _removals);
                Interlocked.Decrement(ref _counts[(int)message.Reason]);
            }
            reader.Rewind();
            _log.SaveCursors();
            _log.Retain(message.ReceivedAtMs);
        }
    }

    private void Account(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, long id)
    {
        _byContent[ContentOf(topic, payload)] = id;
        var owner = Owner(topic);
        _shares[owner] = _shares.GetValueOrDefault(owner) + payload.Length;
    }

    private void Release(in JournalRecord record)
    {
        var topic = record.Key.Span[1..];
        var content = ContentOf(topic, record.Payload.Span);
        if (_byContent.GetValueOrDefault(content) == record.Lsn) _byContent.Remove(content);
        var owner = Owner(topic);
        var rest = _shares.GetValueOrDefault(owner) - record.Payload.Length;
        if (rest > 0) _shares[owner] = rest;
        else _shares.Remove(owner);
    }

    /// <summary>Whose share a topic uses; topics that name nobody share one.</summary>
    private static ulong Owner(ReadOnlySpan<byte> topic) => Topics.TryRead(topic, out var concentrator, out _) ? Xxh64.Hash(concentrator) : 0;

    private static QuarantineReason Reason(in JournalRecord record) =>
        record.Key.Span[0] < QuarantineReasons.Count ? (QuarantineReason)record.Key.Span[0] : QuarantineReason.None;
}
