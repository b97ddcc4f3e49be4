using Wattline.Firmware.Cbor;
using Wattline.Firmware.Lines;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Owed;

/// <summary>
/// Learns after a start, from the journal's entries that are younger than the gaps on the flash, which slots were missed and which were
/// read from load records since.
/// </summary>
internal sealed class GapScan : IRecordVisitor
{
    private readonly CborReader _reader = new CborReader(new byte[0], 0, 0);
    private readonly int[] _meters = new int[OwedLimits.EntriesMax];
    private readonly int[] _causes = new int[OwedLimits.EntriesMax];
    private readonly Gaps _gaps;
    private readonly Plan _plan;
    private readonly long _from;

    public GapScan(Gaps gaps, Plan plan)
    {
        _gaps = gaps;
        _plan = plan;
        _from = gaps.Known;
    }

    /// <summary>True when values are missing that the line lost, not the meter.</summary>
    public static bool IsMissed(int cause) => cause is not (Cause.Valid or Cause.Refused or Cause.NoValue);

    /// <inheritdoc/>
    public void Record(long sequence, byte[] buffer, int offset, int count)
    {
        if (sequence <= _from)
        {
            return;
        }

        _gaps.Known = sequence;
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

            if (parts == 4 && IsMissed(cause))
            {
                _gaps.Miss(meter, slot, slot);
            }
            else if (parts == 6 && i < _meters.Length)
            {
                _meters[i] = meter;
                _causes[i] = cause;
            }
        }

        if (parts == 6)
        {
            _reader.SkipItem();
            Settle(slot, (int)_reader.ReadUInt(), entries < _meters.Length ? entries : _meters.Length);
        }
    }

    private void Settle(long slot, int step, int entries)
    {
        for (var i = 0; i < entries && !_reader.Failed; i++, slot += step)
        {
            if (_causes[i] != Cause.NoDate)
            {
                _gaps.Settle(_meters[i], (int)((slot - Meters.Dlt645Moment.Epoch) / 60), step / 60);
            }
        }
    }
}
