using Wattline.Firmware.Cbor;
using Wattline.Firmware.Owed;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Lines;

/// <summary>
/// Journals the entries of a slot in batches. A meter counts as entered from the moment the journal took its entry:
/// nothing is appended twice, a commit that failed is tried again alone.
/// </summary>
internal sealed class ReadingWriter
{
    private const int Register = 0;
    private const int OwnClock = 0;

    // Of a body before its entries: two arrays, plan, kind and slot.
    private const int HeadBytes = 32;

    // Of an entry before its values, and of the longest number.
    private const int EntryBytes = 20;
    private const int ValueBytes = 9;

    private readonly IJournal _journal;
    private readonly CborWriter _body = new CborWriter(new byte[LineLimits.BodyBytesMax]);
    private readonly int _bodyMax;
    private SlotTable _table;
    private int[] _due;
    private int _dueCount;
    private int _dueBytes;
    private long _dueAt;
    private long _retryAt;
    private int _notAsked;
    private bool _uncommitted;

    public ReadingWriter(IJournal journal)
    {
        _journal = journal;
        _bodyMax = journal.BodyBytesMax < LineLimits.BodyBytesMax ? journal.BodyBytesMax : LineLimits.BodyBytesMax;
    }

    /// <summary>When <see cref="Step"/> has something to do.</summary>
    public long NextWake => _uncommitted ? _retryAt
        : _dueCount == 0 ? long.MaxValue
        : _dueAt > _retryAt ? _dueAt : _retryAt;

    /// <summary>Times that the flash refused.</summary>
    public int Refusals { get; private set; }

    /// <summary>Sequence of the last message; 0 before one.</summary>
    public long Last { get; set; }

    /// <summary>Learns which slots were missed; null where nobody asks.</summary>
    public Gaps Gaps { get; set; }

    /// <summary>True when the longest entry of a plan fits into a message.</summary>
    public bool CanWrite(Plan plan)
    {
        for (var i = 0; i < plan.Templates.Length; i++)
        {
            if (HeadBytes + EntryBytes + (ValueBytes * plan.Templates[i].Channels) > _bodyMax)
            {
                return false;
            }
        }

        return true;
    }

    public void Adopt(SlotTable table)
    {
        _table = table;
        _due = new int[table.Plan.Meters];
        _dueCount = 0;
        _dueBytes = 0;
    }

    /// <summary>Takes a meter whose reads are all decided.</summary>
    public void Add(int meter, long now)
    {
        if (_dueCount == 0)
        {
            _dueAt = now + LineLimits.BatchMilliseconds;
        }

        _due[_dueCount++] = meter;
        _dueBytes += BytesOf(meter);
        if (_dueCount >= LineLimits.EntriesMax || _dueBytes > _bodyMax * 3 / 4)
        {
            _dueAt = now;
            Step(now);
        }
    }

    /// <summary>Journals what has waited long enough, and tries again what the flash refused.</summary>
    public void Step(long now)
    {
        if (now >= NextWake && Append(now))
        {
            Commit(now);
        }
    }

    /// <summary>Enters every meter that is not entered yet, read or explained.</summary>
    /// <param name="notAsked">The cause of a read that was never tried.</param>
    /// <returns>False when the flash refused: call again.</returns>
    public bool EnterAll(int notAsked, long now)
    {
        _notAsked = notAsked;
        _dueCount = 0;
        _dueBytes = 0;
        for (var meter = 0; meter < _table.Plan.Meters; meter++)
        {
            if (!_table.IsEntered(meter))
            {
                _due[_dueCount++] = meter;
            }
        }

        return Append(now);
    }

    /// <summary>Makes durable what was appended, and states set.</summary>
    public bool Commit(long now)
    {
        _uncommitted = !_journal.Commit();
        if (_uncommitted)
        {
            Refusals++;
            _retryAt = now + LineLimits.FlashRetry;
        }

        return !_uncommitted;
    }

    private bool Append(long now)
    {
        var done = 0;
        while (done < _dueCount)
        {
            int count = 0, bytes = 0;
            while (done + count < _dueCount && (count == 0 || bytes + BytesOf(_due[done + count]) < _bodyMax - HeadBytes))
            {
                bytes += BytesOf(_due[done + count]);
                count++;
            }

            Write(done, count);
            var sequence = _body.Overflow ? 0 : _journal.Append(Streams.Readings, _body.Buffer, 0, _body.Position, now);
            if (sequence == 0)
            {
                Refusals++;
                _retryAt = now + LineLimits.FlashRetry;
                Forget(done);
                return false;
            }

            Last = sequence;
            for (var i = 0; i < count; i++)
            {
                var meter = _due[done + i];
                if (_table.IsDated && GapScan.IsMissed(_table.CauseOf(meter, _notAsked)))
                {
                    Gaps?.Miss(meter, _table.Slot, _table.Slot);
                }

                _table.Enter(meter);
            }

            done += count;
        }

        Forget(done);
        return true;
    }

    private void Forget(int done)
    {
        _dueCount -= done;
        _dueBytes = 0;
        for (var i = 0; i < _dueCount; i++)
        {
            _due[i] = _due[done + i];
            _dueBytes += BytesOf(_due[i]);
        }
    }

    private void Write(int first, int count)
    {
        _body.Reset();
        _body.WriteArray(4);
        _body.WriteUInt((ulong)_table.Plan.Version);
        _body.WriteUInt(Register);
        if (_table.IsDated)
        {
            _body.WriteUInt((ulong)_table.Slot);
        }
        else
        {
            // Until the time is known: on the uptime's scale.
            _body.WriteArray(1);
            _body.WriteUInt((ulong)_table.BeganAt);
        }

        _body.WriteArray(count);
        for (var i = 0; i < count; i++)
        {
            WriteEntry(_due[first + i]);
        }
    }

    private void WriteEntry(int meter)
    {
        var channels = _table.HasAny(meter) ? _table.Plan.Template(meter).Channels : 0;
        _body.WriteArray(5);
        _body.WriteUInt((ulong)meter);
        _body.WriteUInt((ulong)_table.CauseOf(meter, _notAsked));
        _body.WriteUInt(OwnClock);
        _body.WriteInt(_table.Offset(meter));
        _body.WriteArray(channels);
        for (var channel = 0; channel < channels; channel++)
        {
            if (_table.Has(meter, channel))
            {
                _body.WriteInt(_table.Value(meter, channel));
            }
            else
            {
                _body.WriteNull();
            }
        }
    }

    /// <summary>The most bytes of a meter's entry.</summary>
    private int BytesOf(int meter) => EntryBytes + (_table.HasAny(meter) ? ValueBytes * _table.Plan.Template(meter).Channels : 0);
}
