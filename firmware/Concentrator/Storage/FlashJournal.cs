using System;
using Wattline.Firmware.Cbor;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Storage;

/// <summary>
/// The journal on an append-only ring of segments. Each segment begins with a checkpoint of all that the journal
/// knows, so that the newest one alone is enough; after it come records, and what a power cut tore off at the end
/// is cut, and never appended to. Any loss of what was not synced leaves every committed record in place.
/// </summary>
public sealed partial class FlashJournal : IJournal, IJournalSpace
{
    private const int LostBodyBytesMax = 96;

    private readonly IFlash _flash;
    private readonly IEntropy _entropy;
    private readonly IWallClock _clock;
    private readonly RecordLog _log;
    private readonly SegmentTable _table;
    private readonly int _payloadMax;
    private readonly CborWriter _head = new CborWriter(new byte[Envelope.HeadBytesMax]);
    private readonly CborWriter _body = new CborWriter(new byte[LostBodyBytesMax]);
    private readonly byte[][] _states = new byte[StateKeys.Count][];
    private readonly long[] _next = new long[Streams.Count];
    private readonly long[] _committed = new long[Streams.Count];

    private IRecordVisitor _givenUp;
    private SegmentHeader _live = new SegmentHeader();
    private SegmentHeader _draft = new SegmentHeader();
    private long _now;
    private long _written;
    private long _messages;
    private bool _open;

    // The segment that is appended to: how much of it is durable; closed when its end is not known to be whole;
    // suspect when a sync failed, after which not even a later sync vouches for what waited for it.
    private int _segment;
    private int _synced;
    private bool _closed;
    private bool _suspect;

    private int _acknowledgements;
    private long _moneyBytes;
    private long _moneyCountedAt;

    /// <summary>Makes a journal; <see cref="Open"/> comes next.</summary>
    /// <param name="flash">At least 2 segments of at least <see cref="JournalLimits.SegmentBytesMin"/>.</param>
    /// <param name="entropy">Draws the epoch.</param>
    /// <param name="clock">Dates the messages.</param>
    public FlashJournal(IFlash flash, IEntropy entropy, IWallClock clock)
    {
        if (flash.SegmentCount < 2 || flash.SegmentBytes < JournalLimits.SegmentBytesMin)
            throw new ArgumentException("A journal takes 2 segments of 4096 bytes at least.");
        _flash = flash;
        _entropy = entropy;
        _clock = clock;
        _payloadMax = flash.SegmentBytes / JournalLimits.RecordShare - RecordLog.HeaderBytes;
        if (_payloadMax > JournalLimits.MessageBytesMax)
            _payloadMax = JournalLimits.MessageBytesMax;
        _log = new RecordLog(flash, _payloadMax);
        _table = new SegmentTable(flash.SegmentCount);
        Counters = new JournalCounters();
    }

    /// <summary>What happened.</summary>
    public JournalCounters Counters { get; }

    /// <summary>Drawn when the journal was formatted, or renewed.</summary>
    public ulong Epoch => _live.Epoch;

    /// <summary>Counts the starts of this device, from 1.</summary>
    public long Boot => _live.Boot;

    /// <inheritdoc/>
    public IRecordVisitor GivenUp
    {
        get
        {
            return _givenUp;
        }
        set
        {
            _givenUp = value;
            if (value != null && _open && _evictedBytes > 0)
                ShowGivenUp(_evicted, _evictedBytes, _live.Evicted, _live.LostFirst[Streams.Readings] - 1, _live.LostLast[Streams.Readings]);
            _evictedBytes = value == null ? _evictedBytes : 0;
        }
    }

    /// <inheritdoc/>
    public int BodyBytesMax => _payloadMax - Envelope.HeadBytesMax;

    /// <summary>The longest message that the journal gives, in bytes.</summary>
    public int MessageBytesMax => _payloadMax;

    /// <summary>
    /// All segments but the spare and the one in use, each without its checkpoint (header, states, end) and
    /// without half a message, which did not fit behind its last.
    /// </summary>
    public long Capacity
    {
        get
        {
            var segments = _table.Count > 2 ? _table.Count - 2 : 1;
            var taken = (2 * (RecordLog.HeaderBytes + SegmentHeader.Bytes)) + StateBytesWith(-1, 0) + (_messages == 0 ? 0 : (int)(_written / _messages / 2));
            return segments * (long)(_flash.SegmentBytes - taken);
        }
    }

    /// <inheritdoc/>
    public long Written => _written;

    /// <inheritdoc/>
    public long Overwritten => Counters.Overwritten;

    /// <inheritdoc/>
    public long MoneyRefused => Counters.MoneyRefusals;

    /// <inheritdoc/>
    public long Append(int stream, byte[] body, int offset, int count, long now)
    {
        _now = now;
        if (!_open)
            return 0;
        if (stream < 0 || stream >= Streams.Count || count <= 0 || count > BodyBytesMax)
        {
            Counters.TooLong++;
            return 0;
        }
        int bytes = RecordLog.HeaderBytes + Envelope.HeadBytesMax + count;
        if (stream == Streams.Money && !MoneyFits(bytes))
        {
            Counters.MoneyRefusals++;
            return 0;
        }
        if (!MakeRoom(bytes))
            return 0;
        long sequence = _next[stream];
        if (!WriteMessage(_segment, _table.Counter[_segment], stream, sequence, body, offset, count))
        {
            _closed = true;
            return 0;
        }
        _next[stream] = sequence + 1;
        _written += RecordLog.HeaderBytes + _head.Position + count;
        _messages++;
        return sequence;
    }

    /// <inheritdoc/>
    public bool Commit()
    {
        if (!_open)
            return false;
        TellGrownLosses();
        bool dirty = _synced != _table.Bytes[_segment];
        if (!dirty && _acknowledgements < JournalLimits.AcknowledgementsMax)
            return true;
        if (_acknowledgements > 0)
            WriteWatermarks(); // Refused, it only means that messages are sent again.
        return _suspect ? Rotate() : Sync();
    }

    /// <inheritdoc/>
    public byte[] GetState(int key)
    {
        return key >= 0 && key < StateKeys.Count ? _states[key] : null;
    }

    /// <inheritdoc/>
    public bool SetState(int key, byte[] value)
    {
        if (!_open || key < 0 || key >= StateKeys.Count || value == null)
            return false;
        byte[] old = _states[key];
        if (old != null && SameBytes(old, value))
            return true;
        if (!CanKeep(key, value.Length))
        {
            Counters.TooLong++;
            return false;
        }
        if (!MakeRoom(RecordLog.HeaderBytes + value.Length))
            return false;
        if (!WriteState(_segment, _table.Counter[_segment], key, value))
        {
            _closed = true;
            return false;
        }
        if (old == null || old.Length != value.Length)
            _states[key] = old = new byte[value.Length];
        Array.Copy(value, 0, old, 0, value.Length);
        return true;
    }

    /// <inheritdoc/>
    public bool CanKeep(int key, int length)
    {
        return length <= _payloadMax && StateBytesWith(key, length) <= _flash.SegmentBytes / JournalLimits.StateShare;
    }

    /// <summary>
    /// Everything of a stream up to a sequence is on the gateway's disk. It becomes durable with the next commit, or
    /// after <see cref="JournalLimits.AcknowledgementsMax"/>; losing it only means sending again.
    /// </summary>
    public void Acknowledge(int stream, long sequence)
    {
        if (!_open || sequence <= _live.Watermark[stream] || sequence >= _committed[stream])
            return;
        _live.Watermark[stream] = sequence;
        _acknowledgements++;
        if (_acknowledgements >= JournalLimits.AcknowledgementsMax)
            Commit();
    }

    /// <summary>
    /// Appends a lost event (docs/uplink.md): these messages will never come. Durable after the next commit.
    /// </summary>
    /// <param name="stream">The stream that lost them.</param>
    /// <param name="first">First sequence.</param>
    /// <param name="last">Last sequence.</param>
    /// <param name="reason">One of <see cref="LostReasons"/>.</param>
    /// <param name="epoch">The epoch that they belong to.</param>
    /// <returns>False when the flash refused.</returns>
    public bool AppendLost(int stream, long first, long last, string reason, ulong epoch)
    {
        if (!_open || !MakeRoom(RecordLog.HeaderBytes + Envelope.HeadBytesMax + LostBodyBytesMax))
            return false;
        WriteLostBody(stream, first, last, reason, epoch, _next[Streams.Events]);
        return Append(Streams.Events, _body.Buffer, 0, _body.Position, _now) != 0;
    }

    private void WriteLostBody(int stream, long first, long last, string reason, ulong epoch, long counter)
    {
        _body.Reset();
        _body.WriteArray(5);
        _body.WriteText("lost");
        _body.WriteText(Streams.NameOf(stream));
        _body.WriteUInt((ulong)counter); // Its own sequence: rises with every occurrence, and survives everything.
        Envelope.WriteWall(_body, _clock);
        _body.WriteArray(epoch == Epoch ? 3 : 4);
        _body.WriteUInt((ulong)first);
        _body.WriteUInt((ulong)last);
        _body.WriteText(reason);
        if (epoch != Epoch)
            _body.WriteUInt(epoch);
    }

    /// <summary>Makes sure that so many bytes can be appended to the segment in use.</summary>
    private bool MakeRoom(int bytes)
    {
        if (_closed || bytes > _flash.SegmentBytes - _table.Bytes[_segment])
            return Rotate() && (bytes <= _flash.SegmentBytes - _table.Bytes[_segment] || Refused());
        int waiting = _table.Bytes[_segment] - _synced;
        return waiting == 0 || waiting + bytes <= _flash.SegmentBytes / JournalLimits.RecordShare || Sync();
    }

    /// <summary>Wraps a body and appends it to a segment.</summary>
    private bool WriteMessage(int segment, long counter, int stream, long sequence, byte[] body, int offset, int count)
    {
        _head.Reset();
        Envelope.WriteHead(_head, _live.Epoch, stream, sequence, _live.Boot, _now, _clock);
        Array.Copy(_head.Buffer, 0, _log.Buffer, RecordLog.HeaderBytes, _head.Position);
        Array.Copy(body, offset, _log.Buffer, RecordLog.HeaderBytes + _head.Position, count);
        return Write(segment, counter, RecordType.Message, stream, sequence, _head.Position + count);
    }

    private bool WriteState(int segment, long counter, int key, byte[] value)
    {
        Array.Copy(value, 0, _log.Buffer, RecordLog.HeaderBytes, value.Length);
        return Write(segment, counter, RecordType.State, key, 0, value.Length);
    }

    private void WriteWatermarks()
    {
        if (!MakeRoom(RecordLog.HeaderBytes + Streams.Count * 8) || _acknowledgements == 0)
            return; // Refused, or said by a new segment's header.
        for (int stream = 0; stream < Streams.Count; stream++)
            LittleEndian.Put(_log.Buffer, RecordLog.HeaderBytes + stream * 8, 8, _live.Watermark[stream]);
        if (Write(_segment, _table.Counter[_segment], RecordType.Acknowledged, 0, 0, Streams.Count * 8))
            _acknowledgements = 0;
        else
            _closed = true;
    }

    /// <summary>Appends the record whose payload is in the log's buffer, and keeps the books.</summary>
    private bool Write(int segment, long counter, int type, int key, long sequence, int length)
    {
        bool isAfterSync = segment == _segment && !_suspect && _synced == _table.Bytes[segment];
        if (!_log.Write(segment, counter, type, key, sequence, length, isAfterSync))
            return Refused();
        _table.Bytes[segment] += RecordLog.HeaderBytes + length;
        if (type == RecordType.Message)
        {
            _table.Note(segment, key, sequence, RecordLog.HeaderBytes + length);
            if (key == Streams.Money)
                _moneyBytes += RecordLog.HeaderBytes + length;
        }
        return true;
    }

    private bool Sync()
    {
        if (!_flash.Sync())
        {
            _closed = true;
            _suspect = true;
            return Refused();
        }
        _synced = _table.Bytes[_segment];
        Array.Copy(_next, 0, _committed, 0, Streams.Count);
        return true;
    }

    private bool Refused()
    {
        Counters.FlashRefusals++;
        return false;
    }

    private int StateBytesWith(int key, int length)
    {
        int bytes = 0;
        for (int i = 0; i < StateKeys.Count; i++)
        {
            if (i == key)
                bytes += RecordLog.HeaderBytes + length;
            else if (_states[i] != null)
                bytes += RecordLog.HeaderBytes + _states[i].Length;
        }
        return bytes;
    }

    private static bool SameBytes(byte[] left, byte[] right)
    {
        if (left.Length != right.Length)
            return false;
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i])
                return false;
        }
        return true;
    }
}
