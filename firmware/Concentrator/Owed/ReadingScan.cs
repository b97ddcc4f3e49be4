using Wattline.Firmware.Cbor;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Owed;

/// <summary>Takes messages of readings apart (docs/uplink.md, readings) that are of the plan in use and have a slot.</summary>
internal abstract class ReadingScan : IRecordVisitor
{
    private readonly CborReader _reader = new CborReader(new byte[0], 0, 0);
    private readonly int[] _meters = new int[OwedLimits.EntriesMax];
    private readonly int[] _causes = new int[OwedLimits.EntriesMax];
    private readonly Plan _plan;

    protected ReadingScan(Plan plan)
    {
        _plan = plan;
    }

    /// <inheritdoc/>
    public void Record(long sequence, byte[] buffer, int offset, int count)
    {
        if (!Wants(sequence))
        {
            return;
        }

        _reader.Reset(buffer, offset, count);
        _reader.ReadArray();
        for (var i = 0; i < 7; i++)
        {
            _reader.SkipItem();
        }

        // :: [plan, kind, slot, [entry …]], or with task and step what was read from memory.
        var parts = _reader.ReadArray();
        var version = _reader.ReadUInt();
        _reader.SkipItem();
        if (_reader.Failed || version != (ulong)_plan.Version || _reader.IsArrayNext)
        {
            return;
        }

        var slot = _reader.ReadInt();
        var entries = _reader.ReadArray();
        for (var i = 0; i < entries && !_reader.Failed; i++)
        {
            _reader.ReadArray();
            var meter = (int)_reader.ReadUInt();
            var cause = (int)_reader.ReadUInt();
            for (var j = 0; j < 3; j++)
            {
                _reader.SkipItem();
            }

            if (_reader.Failed || meter >= _plan.Meters)
            {
                return;
            }

            if (parts == 4)
            {
                Register(meter, cause, slot);
            }
            else if (i < _meters.Length)
            {
                _meters[i] = meter;
                _causes[i] = cause;
            }
        }

        if (parts > 4)
        {
            var task = (int)_reader.ReadUInt();
            var step = parts > 5 ? (int)_reader.ReadUInt() : 0;
            for (var i = 0; i < entries && i < _meters.Length && !_reader.Failed; i++, slot += step)
            {
                Item(_meters[i], _causes[i], slot, task, step);
            }
        }
    }

    /// <summary>False: the message is left out.</summary>
    protected abstract bool Wants(long sequence);

    /// <summary>An entry of a slot.</summary>
    protected abstract void Register(int meter, int cause, long slot);

    /// <summary>An entry of what was read from memory.</summary>
    /// <param name="step">Seconds to the next; 0 where it stands alone.</param>
    protected abstract void Item(int meter, int cause, long slot, int task, int step);
}
