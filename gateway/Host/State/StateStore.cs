using System.Buffers.Binary;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Mqtt;

namespace Wattline.Gateway.Host.State;

/// <summary>
/// The endpoint's state in a log of changes (a journal in a directory of its own). A record's key is one byte, 1 for a value and 2 for a
/// removal; its payload is the length of the key u16, the key, and the value. The newest value of each key counts. While the log is much
/// larger than what counts, its old end is read, what still counts is written again at the new end, and the old segments go: a little with
/// each commit, so that nothing ever waits for a snapshot. A ticket is an LSN. Safe for several threads.
/// </summary>
public sealed class StateStore : IStateStore, IDisposable
{
    private const byte Value = 1;
    private const byte Removal = 2;
    private const int RecordBytes = 35;

    private static readonly byte[][] _kinds = [[], [Value], [Removal]];

    private readonly IChangeLog _log;
    private readonly Lock _lock = new();
    private readonly Dictionary<byte[], (long Lsn, int Bytes)> _live = new(KeyComparer.Instance);
    private readonly Dictionary<byte[], (long Lsn, int Bytes)>.AlternateLookup<ReadOnlySpan<byte>> _byKey;
    private readonly Queue<(byte Kind, byte[] Payload)> _waiting = [];
    private readonly IDisposable _registration;
    private Action[] _callbacks = [];
    private byte[] _scratch = new byte[1_024];
    private long _waitingBytes;
    private long _liveBytes;
    private long _lastTicket;
    private JournalReader? _cleaner;
    private long _cleaned;
    private long _movedBy;

    /// <summary>Opens the store on a log that nothing else writes to.</summary>
    /// <exception cref="JournalDamagedException">What it holds cannot be read.</exception>
    public StateStore(IChangeLog log)
    {
        _log = log;
        _byKey = _live.GetAlternateLookup<ReadOnlySpan<byte>>();
        using (var reader = log.OpenReader(0))
        {
            while (reader.TryRead(out var record) == ReadOutcome.Record) Learn(record.Key.Span[0], KeyOf(record), record.Lsn, record.Payload.Length);
        }
        _lastTicket = log.LastLsn;
        _registration = log.OnAdvance(Advanced);
    }

    /// <summary>Values kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _live.Count;
        }
    }

    /// <summary>The newest change's ticket.</summary>
    public long LastTicket
    {
        get
        {
            lock (_lock) return _lastTicket;
        }
    }

    /// <inheritdoc/>
    public long DurableTicket => _log.DurableLsn;

    /// <inheritdoc/>
    public bool HasRoom => Volatile.Read(ref _waitingBytes) <= StateLimits.WaitingBytesMax;

    /// <inheritdoc/>
    public void Load(StateReader reader)
    {
        lock (_lock)
        {
            using var records = _log.OpenReader(0);
            while (records.TryRead(out var record) == ReadOutcome.Record)
            {
                var key = KeyOf(record);
                if (_byKey.TryGetValue(key, out var live) && live.Lsn == record.Lsn) reader(key, record.Payload.Span[(sizeof(ushort) + key.Length)..]);
            }
        }
    }

    /// <inheritdoc/>
    public long Set(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        lock (_lock) return Write(Value, key, value);
    }

    /// <inheritdoc/>
    public long Remove(ReadOnlySpan<byte> key)
    {
        lock (_lock) return _byKey.ContainsKey(key) ? Write(Removal, key, []) : _lastTicket;
    }

    /// <inheritdoc/>
    public IDisposable OnAdvance(Action callback)
    {
        lock (_lock) _callbacks = [.. _callbacks, callback];
        return new Registration(this, callback);
    }

    /// <summary>Listens to the log no more.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        lock (_lock)
        {
            _cleaner?.Dispose();
            _cleaner = null;
        }
    }

    private static ReadOnlySpan<byte> KeyOf(in JournalRecord record) =>
        record.Payload.Span.Slice(sizeof(ushort), BinaryPrimitives.ReadUInt16LittleEndian(record.Payload.Span));

    private long Write(byte kind, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, StateLimits.KeyBytesMax);
        var length = sizeof(ushort) + key.Length + value.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, JournalLimits.PayloadBytesMax);
        if (_scratch.Length < length) _scratch = new byte[Math.Max(length, _scratch.Length * 2)];
        BinaryPrimitives.WriteUInt16LittleEndian(_scratch, (ushort)key.Length);
        key.CopyTo(_scratch.AsSpan(sizeof(ushort)));
        value.CopyTo(_scratch.AsSpan(sizeof(ushort) + key.Length));
        Append(kind, _scratch.AsMemory(0, length));
        Learn(kind, key, _lastTicket, length);
        return _lastTicket;
    }

    /// <summary>In the order of the calls, whether the log takes it now or later: so a ticket is known before its record is written.</summary>
    private void Append(byte kind, ReadOnlyMemory<byte> payload)
    {
        _lastTicket++;
        if (_waiting.Count == 0 && _log.Append(_kinds[kind], payload) == AppendOutcome.Appended) return;
        _waiting.Enqueue((kind, payload.ToArray()));
        Volatile.Write(ref _waitingBytes, _waitingBytes + payload.Length);
    }

    private void Learn(byte kind, ReadOnlySpan<byte> key, long lsn, int payloadBytes)
    {
        if (_byKey.TryGetValue(key, out var old)) _liveBytes -= old.Bytes;
        if (kind == Removal)
        {
            _byKey.Remove(key);
            return;
        }
        _byKey[key] = (lsn, payloadBytes + RecordBytes);
        _liveBytes += payloadBytes + RecordBytes;
    }

    private void Advanced()
    {
        Action[] callbacks;
        lock (_lock)
        {
            while (_waiting.TryPeek(out var change) && _log.Append(_kinds[change.Kind], change.Payload) == AppendOutcome.Appended)
            {
                _waiting.Dequeue();
                Volatile.Write(ref _waitingBytes, _waitingBytes - change.Payload.Length);
            }
            Clean();
            callbacks = _callbacks;
        }
        foreach (var callback in callbacks) callback();
    }

    /// <summary>
    /// A removal that is passed is not needed any more, for what it removed stands before it. Old segments go after what counted in them is
    /// durable at the new end.
    /// </summary>
    private void Clean()
    {
        if (_waiting.Count > 0 || _log.DurableLsn < _movedBy) return;
        if (_cleaned > 0) _log.DeleteBefore(_cleaned + 1);
        _cleaned = 0;
        if (_log.Bytes < Math.Max(StateLimits.LogBytesMin, StateLimits.LogToLive * _liveBytes))
        {
            _cleaner?.Dispose();
            _cleaner = null;
            return;
        }
        _cleaner ??= _log.OpenReader(0);
        for (var read = 0; read < StateLimits.CleanBytes && _cleaner.TryRead(out var record) == ReadOutcome.Record; read += record.Payload.Length + RecordBytes)
        {
            var key = KeyOf(record);
            if (_byKey.TryGetValue(key, out var live) && live.Lsn == record.Lsn)
            {
                Append(Value, record.Payload);
                Learn(Value, key, _lastTicket, record.Payload.Length);
            }
            _cleaned = record.Lsn;
        }
        _movedBy = _lastTicket;
    }

    private void Forget(Action callback)
    {
        lock (_lock) _callbacks = [.. _callbacks.Where(other => other != callback)];
    }

    private sealed class Registration(StateStore store, Action callback) : IDisposable
    {
        public void Dispose() => store.Forget(callback);
    }
}
