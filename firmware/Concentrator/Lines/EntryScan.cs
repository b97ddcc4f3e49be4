using Wattline.Firmware.Cbor;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Lines;

/// <summary>Learns from the journal, after a start, what was entered before it.</summary>
internal sealed class EntryScan : IRecordVisitor
{
    private readonly IJournal _journal;
    private readonly CborReader _reader = new CborReader(new byte[0], 0, 0);
    private readonly long[] _values = new long[PlanLimits.ChannelsMax];
    private readonly bool[] _has = new bool[PlanLimits.ChannelsMax];
    private SlotTable _table;
    private bool _learning;
    private bool _counting;
    private long _last;
    private long _started;

    public EntryScan(IJournal journal)
    {
        _journal = journal;
    }

    /// <summary>The newest slot that has an entry of the plan, Unix seconds; −1 when none has.</summary>
    public long NewestSlot { get; private set; } = -1;

    /// <summary>Sequence up to which entries are of a clock that was wrong: their slots are owed again.</summary>
    public long Disowned { get; set; }

    /// <summary>Records that could not be read.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Learns the newest slot, and the last good values of the registers.</summary>
    /// <param name="started">Unix milliseconds at uptime 0.</param>
    public void Learn(SlotTable table, long started)
    {
        _table = table;
        _learning = true;
        _started = started;
        NewestSlot = -1;
        _journal.Visit(Streams.Readings, this);
    }

    /// <summary>Disowns all entries that the journal holds.</summary>
    public void DisownAll()
    {
        _counting = true;
        _journal.Visit(Streams.Readings, this);
        _counting = false;
        Disowned = _last;
        NewestSlot = -1;
    }

    /// <summary>Marks the meters that have an entry for the table's slot.</summary>
    public void Mark(SlotTable table)
    {
        if (table.Slot > NewestSlot)
        {
            return;
        }

        _table = table;
        _learning = false;
        _journal.Visit(Streams.Readings, this);
    }

    /// <inheritdoc/>
    public void Record(long sequence, byte[] buffer, int offset, int count)
    {
        _last = sequence;
        if (_counting || (!_learning && sequence <= Disowned))
        {
            return;
        }

        _reader.Reset(buffer, offset, count);
        var fields = _reader.ReadArray();
        for (var i = 0; i < 7; i++)
        {
            _reader.SkipItem();
        }

        var parts = _reader.ReadArray();
        if (!_reader.Failed && parts is 5 or 6)
        {
            return; // Of the meters' memory.
        }

        var version = _reader.ReadUInt();
        _reader.SkipItem();
        if (_reader.IsArrayNext)
        {
            return; // Not dated.
        }

        var slot = (long)_reader.ReadUInt();
        var entries = _reader.ReadArray();
        if (_reader.Failed || fields != 8 || parts != 4)
        {
            Unreadable++;
            return;
        }

        if (version != (ulong)_table.Plan.Version || (!_learning && slot != _table.Slot))
        {
            return;
        }

        NewestSlot = slot > NewestSlot && sequence > Disowned ? slot : NewestSlot;
        for (var i = 0; i < entries && !_reader.Failed; i++)
        {
            Entry(slot);
        }
    }

    private void Entry(long slot)
    {
        _reader.ReadArray();
        var meter = _reader.ReadUInt();
        _reader.SkipItem();
        _reader.SkipItem();
        var offset = _reader.ReadInt();
        var channels = _reader.ReadArray();
        if (_reader.Failed || meter >= (ulong)_table.Plan.Meters || channels > PlanLimits.ChannelsMax)
        {
            Unreadable++;
            return;
        }

        for (var i = 0; i < channels; i++)
        {
            _has[i] = !_reader.TryReadNull();
            _values[i] = _has[i] ? _reader.ReadInt() : 0;
        }

        if (!_learning)
        {
            _table.Enter((int)meter);
        }
        else if (channels == _table.Plan.Template((int)meter).Channels)
        {
            Keep((int)meter, (slot * 1000) + offset - _started);
        }
    }

    private void Keep(int meter, long at)
    {
        var reads = _table.Plan.Template(meter).Reads;
        for (var read = 0; read < reads.Length; read++)
        {
            var format = reads[read];
            var any = false;
            for (var i = 0; i < format.Channels; i++)
            {
                any |= _has[format.FirstChannel + i];
            }

            if (format.IsEnergy && any)
            {
                _table.Registers.Keep(
                    _table.FirstRead(meter) + read, _table.FirstValue(meter) + format.FirstChannel,
                    _values, _has, format.FirstChannel, format.Channels, at);
            }
        }
    }
}
