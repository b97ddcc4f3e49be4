using System.Buffers.Binary;
using System.Text;
using Wattline.Gateway.Journal;

namespace Wattline.Gateway.Runtime.Quarantine;

/// <summary>
/// Keeps what was not understood, with the reason and every byte, in a small log of its own (a journal in another directory). A message
/// stays until an operator has it replayed or dismissed. The key of a record is the reason's number in one byte, the stream's in one, and
/// the topic; a record with the key 0xFF takes out the messages whose numbers (i64) it holds. The oldest segments go when nothing in them
/// is held; where little is held in much, the oldest is written again at the end, a little with each addition. Safe for several threads.
/// </summary>
public sealed class QuarantineStore
{
    private const byte RemovalKey = 0xFF;
    private const int TopicAt = 2;
    private const int SegmentsMax = 64;
    private const int RemovedAtOnceMax = JournalLimits.PayloadBytesMax / sizeof(long);

    private readonly JournalCore _log;
    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[QuarantineReasons.Count];
    private readonly QuarantineIndex _index;
    private readonly long _bytesMax;
    private readonly int _messagesMax;
    private long _removals;
    private volatile bool _isUsedUp;

    /// <summary>Opens it on a disk that is its own, and counts what it holds.</summary>
    /// <param name="disk">Its directory.</param>
    /// <param name="bytesMax">Of the disk; beyond it nothing is taken in.</param>
    /// <param name="messagesMax">The same in messages.</param>
    /// <exception cref="JournalDamagedException">What it holds cannot be read.</exception>
    public QuarantineStore(IJournalDisk disk, long bytesMax = RuntimeLimits.QuarantineBytesMax, int messagesMax = RuntimeLimits.QuarantineMessagesMax)
    {
        (_bytesMax, _messagesMax) = (bytesMax, messagesMax);
        _index = new QuarantineIndex(bytesMax / RuntimeLimits.QuarantineShares, messagesMax / RuntimeLimits.QuarantineShares);
        _log = JournalCore.Open(disk, new JournalOptions { SegmentBytes = bytesMax / SegmentsMax, KeepBytes = 0 });
        using var reader = _log.OpenReader(JournalStream.Other, 0);
        while (reader.TryRead(out var record) == ReadOutcome.Record)
        {
            if (record.Key.Span[0] != RemovalKey)
            {
                Enter(record.Lsn, (JournalStream)record.Key.Span[1], (QuarantineReason)record.Key.Span[0], record.Key.Span[TopicAt..], record.Payload.Span);
                continue;
            }
            for (var ids = record.Payload.Span; ids.Length >= sizeof(long); ids = ids[sizeof(long)..]) Leave(BinaryPrimitives.ReadInt64LittleEndian(ids));
        }
        _isUsedUp = _index.UsedUp.Count > 0;
    }

    /// <summary>Is told when a concentrator's share, which was used up, has room again. Short, and does not wait.</summary>
    public event Action? RoomMade;

    /// <summary>How many messages it holds for a reason.</summary>
    public long Count(QuarantineReason reason) => Interlocked.Read(ref _counts[(int)reason]);

    /// <summary>How many messages it holds.</summary>
    public long Total => Enumerable.Range(1, _counts.Length - 1).Sum(reason => Count((QuarantineReason)reason));

    /// <summary>How often something was taken out: then there may be room again.</summary>
    public long Removals => Interlocked.Read(ref _removals);

    /// <summary>The number of the newest message so far.</summary>
    public long LastId => _log.DurableLsn;

    /// <summary>Concentrators that have used up their share: their messages are to wait where they are until an operator has looked.</summary>
    public IReadOnlyList<string> UsedUp
    {
        get
        {
            lock (_lock) return _index.UsedUpNames;
        }
    }

    /// <summary>What tells messages apart: topic and bytes.</summary>
    public static UInt128 ContentOf(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload) => QuarantineIndex.ContentOf(topic, payload);

    /// <summary>Whether the concentrator that a topic names has used up its share. While none has, it costs one read.</summary>
    public bool IsUsedUp(ReadOnlySpan<byte> topic)
    {
        if (!_isUsedUp) return false;
        var owner = QuarantineIndex.OwnerOf(topic, out _);
        lock (_lock) return _index.UsedUp.Contains(owner);
    }

    /// <summary>Takes a message in, durably, unless it is here already. When it is refused it is not here, and stays where it was.</summary>
    public QuarantineOutcome Add(in JournalRecord record, QuarantineReason reason)
    {
        Span<byte> key = stackalloc byte[JournalLimits.KeyBytesMax];
        var topic = record.Key.Span[..Math.Min(record.Key.Length, JournalLimits.KeyBytesMax - TopicAt)];
        (key[0], key[1]) = ((byte)reason, (byte)record.Stream);
        topic.CopyTo(key[TopicAt..]);
        lock (_lock)
        {
            if (_index.Knows(ContentOf(topic, record.Payload.Span))) return QuarantineOutcome.Known;
            Gather();
            if (_log.Bytes > _bytesMax || _index.Count >= _messagesMax) return QuarantineOutcome.Full;
            // What a full disk left waiting goes first.
            if (_log.PendingBytes > 0 && _log.Commit() != CommitOutcome.Durable) return QuarantineOutcome.DiskRefused;
            if (_log.Append(JournalStream.Other, record.ReceivedAt, key[..(TopicAt + topic.Length)], record.Payload, out var id) != AppendOutcome.Appended) return QuarantineOutcome.DiskRefused;
            if (_log.Commit() != CommitOutcome.Durable) return QuarantineOutcome.DiskRefused;
            Enter(id, record.Stream, reason, topic, record.Payload.Span);
            _isUsedUp = _index.UsedUp.Count > 0;
        }
        RuntimeMetrics.Quarantined.Add(1, new KeyValuePair<string, object?>("reason", reason.Name()));
        return QuarantineOutcome.Added;
    }

    /// <summary>What it holds, oldest first.</summary>
    /// <param name="max">At most so many messages.</param>
    /// <param name="after">Those with a higher number only.</param>
    public IReadOnlyList<QuarantinedMessage> List(int max, long after = 0)
    {
        lock (_lock) return _index.TryOldest(out var oldest) ? Read(Math.Max(oldest, after + 1), max) : [];
    }

    /// <summary>A message; null when there is none of this number.</summary>
    public QuarantinedMessage? Find(long id)
    {
        lock (_lock) return _index.TryGet(id, out _) ? Read(id, 1)[0] : null;
    }

    /// <summary>These are on their way back into the journal: a copy that comes here again is another, and is kept though they are still here.</summary>
    public void Forget(IEnumerable<QuarantinedMessage> messages)
    {
        lock (_lock)
        {
            foreach (var message in messages) _index.Forget(message.Id);
        }
    }

    /// <summary>
    /// Takes messages out: they were replayed into the journal, or an operator dismissed them. When the disk does not take note of it they
    /// are back after a restart.
    /// </summary>
    public void Remove(params IReadOnlyList<QuarantinedMessage> messages)
    {
        int usedUp;
        lock (_lock)
        {
            usedUp = _index.UsedUp.Count;
            var gone = messages.Where(message => Leave(message.Id)).ToList();
            foreach (var part in gone.Chunk(RemovedAtOnceMax))
            {
                var ids = new byte[part.Length * sizeof(long)];
                for (var i = 0; i < part.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(ids.AsSpan(i * sizeof(long)), part[i].Id);
                _log.Append(JournalStream.Other, part[^1].ReceivedAtMs, [RemovalKey], ids.AsMemory(), out _);
            }
            _log.Commit();
            DropOldest();
            Interlocked.Add(ref _removals, gone.Count);
            usedUp -= _index.UsedUp.Count;
            _isUsedUp = _index.UsedUp.Count > 0;
        }
        if (usedUp > 0) RoomMade?.Invoke();
    }

    private void Enter(long id, JournalStream stream, QuarantineReason reason, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        if (_index.Add(id, stream, reason, topic, payload) is { } twin) Interlocked.Decrement(ref _counts[(int)twin.Reason]);
        Interlocked.Increment(ref _counts[(int)reason]);
    }

    private bool Leave(long id)
    {
        if (!_index.Remove(id, out var held)) return false;
        Interlocked.Decrement(ref _counts[(int)held.Reason]);
        return true;
    }

    private List<QuarantinedMessage> Read(long from, int max)
    {
        var messages = new List<QuarantinedMessage>();
        using var reader = _log.OpenReader(JournalStream.Other, from);
        while (messages.Count < max && reader.TryRead(out var record) == ReadOutcome.Record)
        {
            if (!_index.TryGet(record.Lsn, out var held)) continue;
            messages.Add(new QuarantinedMessage(
                record.Lsn, record.ReceivedAt, held.Stream, held.Reason, Encoding.UTF8.GetString(record.Key.Span[TopicAt..]), record.Payload.ToArray()));
        }
        return messages;
    }

    private void DropOldest() => _log.DeleteBefore(_index.TryOldest(out var oldest) ? oldest : _log.LastLsn + 1);

    /// <summary>
    /// A few old messages among many that are gone would hold the disk: some of the oldest move to the end, under new numbers. A crash in
    /// between leaves both, of which the later counts.
    /// </summary>
    private void Gather()
    {
        if (_log.Bytes < _bytesMax / 2 || _index.Bytes > _log.Bytes / 2 || _log.PendingBytes > 0 || !_index.TryOldest(out var oldest)) return;
        var moved = new List<(long From, long To)>();
        using (var reader = _log.OpenReader(JournalStream.Other, oldest))
        {
            for (var bytes = 0; bytes < RuntimeLimits.QuarantineGatherBytes && reader.TryRead(out var record) == ReadOutcome.Record; bytes += record.Payload.Length)
            {
                if (!_index.TryGet(record.Lsn, out _)) continue;
                if (_log.Append(JournalStream.Other, record.ReceivedAt, record.Key.Span, record.Payload, out var id) != AppendOutcome.Appended) break;
                moved.Add((record.Lsn, id));
            }
        }
        if (_log.Commit() != CommitOutcome.Durable) return;
        foreach (var (from, to) in moved) _index.Move(from, to);
        DropOldest();
    }
}
