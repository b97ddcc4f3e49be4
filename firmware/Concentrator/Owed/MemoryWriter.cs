using Wattline.Firmware.Cbor;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Owed;

/// <summary>Journals what meters remember: entries of one kind, slot and task go into one message.</summary>
internal sealed class MemoryWriter
{
    /// <summary>The meter's own clock (docs/uplink.md, readings).</summary>
    private const int MetersClock = 1;

    // Of a body around its entries: two arrays, plan, kind, slot, task and step.
    private const int HeadBytes = 48;

    // Of an entry before its values, and of the longest number.
    private const int EntryBytes = 28;
    private const int ValueBytes = 9;

    private readonly IJournal _journal;
    private readonly CborWriter _entries;
    private readonly CborWriter _body;
    private int _plan;
    private int _kind;
    private int _task;
    private long _slot;
    private int _step;
    private int _count;
    private long _dueAt;
    private bool _uncommitted;

    public MemoryWriter(IJournal journal)
    {
        _journal = journal;
        var bytes = journal.BodyBytesMax < Lines.LineLimits.BodyBytesMax ? journal.BodyBytesMax : Lines.LineLimits.BodyBytesMax;
        _body = new CborWriter(new byte[bytes]);
        _entries = new CborWriter(new byte[bytes - HeadBytes]);
    }

    /// <summary>When <see cref="Step"/> has something to do.</summary>
    public long NextWake => _count > 0 || _uncommitted ? _dueAt : long.MaxValue;

    /// <summary>Times that the flash refused.</summary>
    public int Refusals { get; private set; }

    /// <summary>Sequence of the last message; 0 before one.</summary>
    public long Last { get; set; }

    /// <summary>True when the longest entry of a task fits into a message.</summary>
    public bool CanWrite(PlanTask task) => EntryBytes + (ValueBytes * task.Channels) <= _entries.Buffer.Length;

    /// <summary>Takes an entry.</summary>
    /// <param name="offset">How far the meter's clock was ahead, ms.</param>
    /// <param name="count">Values, or 0 for none at all.</param>
    /// <param name="step">Seconds from each entry's slot to the next one's; 0 where all have the same.</param>
    /// <returns>False when the flash refuses what waits: nothing was taken.</returns>
    public bool Add(
        Plan plan, int kind, int task, long slot, int meter, int cause, long offset, long[] values, bool[] has, int count, long now, int step = 0)
    {
        var other = _count > 0
            && (plan.Version != _plan || kind != _kind || task != _task || step != _step || slot != _slot + ((long)_count * step));
        var full = _count >= OwedLimits.EntriesMax || _entries.Position + EntryBytes + (ValueBytes * count) > _entries.Buffer.Length;
        if ((other || full) && !Flush(now))
        {
            return false;
        }

        if (_count == 0)
        {
            _entries.Reset();
            _plan = plan.Version;
            _kind = kind;
            _task = task;
            _slot = slot;
            _step = step;
            _dueAt = now + OwedLimits.BatchMilliseconds;
        }

        _entries.WriteArray(5);
        _entries.WriteUInt((ulong)meter);
        _entries.WriteUInt((ulong)cause);
        _entries.WriteUInt(MetersClock);
        _entries.WriteInt(offset);
        _entries.WriteArray(count);
        for (var i = 0; i < count; i++)
        {
            if (has[i])
            {
                _entries.WriteInt(values[i]);
            }
            else
            {
                _entries.WriteNull();
            }
        }

        _count++;
        return true;
    }

    public void Step(long now)
    {
        if (now >= NextWake)
        {
            Flush(now);
        }
    }

    /// <summary>Journals what waits, durably.</summary>
    /// <returns>False when the flash refused: call again.</returns>
    public bool Flush(long now)
    {
        if (_count > 0)
        {
            _body.Reset();
            _body.WriteArray(_step > 0 ? 6 : 5);
            _body.WriteUInt((ulong)_plan);
            _body.WriteUInt((ulong)_kind);
            _body.WriteInt(_slot);
            _body.WriteArray(_count);
            _body.WriteRaw(_entries.Buffer, 0, _entries.Position);
            _body.WriteUInt((ulong)_task);
            if (_step > 0)
            {
                _body.WriteUInt((ulong)_step);
            }

            var sequence = _body.Overflow ? 0 : _journal.Append(Streams.Readings, _body.Buffer, 0, _body.Position, now);
            if (sequence == 0)
            {
                return Refused(now);
            }

            Last = sequence;
            _count = 0;
            _uncommitted = true;
        }

        _uncommitted = _uncommitted && !_journal.Commit();
        return !_uncommitted || Refused(now);
    }

    private bool Refused(long now)
    {
        Refusals++;
        _dueAt = now + OwedLimits.FlashRetry;
        return false;
    }
}
