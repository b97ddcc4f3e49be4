using System;
using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Lines;

/// <summary>What has been read in the slot that is open, for all meters of a plan.</summary>
internal sealed class SlotTable
{
    private readonly int[] _firstRead;
    private readonly int[] _firstValue;
    private readonly byte[] _states;
    private readonly byte[] _silentTries;
    private readonly byte[] _noisyTries;
    private readonly bool[] _busy;
    private readonly bool[] _has;
    private readonly long[] _values;
    private readonly long[] _readAt;
    private readonly bool[] _entered;

    public SlotTable(Plan plan)
    {
        Plan = plan;
        _firstRead = new int[plan.Meters];
        _firstValue = new int[plan.Meters];
        int reads = 0, values = 0;
        for (var meter = 0; meter < plan.Meters; meter++)
        {
            _firstRead[meter] = reads;
            _firstValue[meter] = values;
            reads += plan.Template(meter).Reads.Length;
            values += plan.Template(meter).Channels;
        }

        _states = new byte[reads];
        _silentTries = new byte[reads];
        _noisyTries = new byte[reads];
        _busy = new bool[reads];
        _has = new bool[values];
        _values = new long[values];
        _readAt = new long[plan.Meters];
        _entered = new bool[plan.Meters];
        Registers = new Registers(values, reads);
    }

    public Plan Plan { get; }

    public Registers Registers { get; }

    /// <summary>The slot of a window whose time is not known.</summary>
    public const long Undated = -1;

    /// <summary>The slot, Unix seconds, or <see cref="Undated"/>.</summary>
    public long Slot { get; private set; }

    public bool IsDated => Slot != Undated;

    /// <summary>The slot's nominal start on the uptime's scale, so that offsets do not move with the wall clock.</summary>
    public long BeganAt { get; private set; }

    /// <summary>Meters entered in the slot.</summary>
    public int Entered { get; private set; }

    public void Begin(long slot, long beganAt)
    {
        Slot = slot;
        BeganAt = beganAt;
        Entered = 0;
        Array.Clear(_states, 0, _states.Length);
        Array.Clear(_silentTries, 0, _silentTries.Length);
        Array.Clear(_noisyTries, 0, _noisyTries.Length);
        Array.Clear(_busy, 0, _busy.Length);
        Array.Clear(_has, 0, _has.Length);
        Array.Clear(_entered, 0, _entered.Length);
        for (var i = 0; i < _readAt.Length; i++)
        {
            _readAt[i] = beganAt;
            if (Plan.Template(i).Reads.Length == 0)
            {
                Enter(i); // It has a memory only: no slot owes anything of it.
            }
        }
    }

    /// <summary>Takes over the last good registers of the meters that another plan had, too.</summary>
    public void Inherit(SlotTable before)
    {
        for (var meter = 0; before != null && meter < Plan.Meters; meter++)
        {
            var same = before.Plan.IndexOf(Plan, meter);
            if (same < 0)
            {
                continue;
            }

            var reads = Plan.Template(meter).Reads;
            var old = before.Plan.Template(same).Reads;
            for (var read = 0; read < reads.Length; read++)
            {
                for (var i = 0; i < old.Length; i++)
                {
                    if (reads[read].IsEnergy && reads[read].IsSame(old[i]))
                    {
                        Registers.Inherit(
                            before.Registers, before.FirstRead(same) + i, before.FirstValue(same) + old[i].FirstChannel,
                            FirstRead(meter) + read, FirstValue(meter) + reads[read].FirstChannel, reads[read].Channels);
                    }
                }
            }
        }
    }

    public int FirstRead(int meter) => _firstRead[meter];

    public int FirstValue(int meter) => _firstValue[meter];

    public bool IsEntered(int meter) => _entered[meter];

    public void Enter(int meter)
    {
        if (!_entered[meter])
        {
            _entered[meter] = true;
            Entered++;
        }
    }

    public bool IsOpen(int meter, int read) => _states[_firstRead[meter] + read] <= ReadState.RefusedOnce;

    public bool IsComplete(int meter)
    {
        var reads = Plan.Template(meter).Reads.Length;
        for (var read = 0; read < reads; read++)
        {
            if (IsOpen(meter, read))
            {
                return false;
            }
        }

        return true;
    }

    public void Fail(int meter, int read, bool noisy)
    {
        var tries = noisy ? _noisyTries : _silentTries;
        var index = _firstRead[meter] + read;
        if (tries[index] < byte.MaxValue)
        {
            tries[index]++;
        }
    }

    /// <summary>The meter said that it has no time now.</summary>
    public void Defer(int meter, int read) => _busy[_firstRead[meter] + read] = true;

    /// <summary>Counts an abnormal answer.</summary>
    /// <param name="state">What it means, of <see cref="ReadState"/>, when it comes twice.</param>
    /// <returns>True when it is the second: now it is believed.</returns>
    public bool Refuse(int meter, int read, byte state)
    {
        var index = _firstRead[meter] + read;
        _states[index] = _states[index] == ReadState.Pending ? ReadState.RefusedOnce : state;
        return _states[index] == state;
    }

    public void Take(int meter, int read, long[] values, bool[] has, long now)
    {
        var format = Plan.Template(meter).Reads[read];
        var first = _firstValue[meter] + format.FirstChannel;
        _states[_firstRead[meter] + read] = ReadState.Done;
        _readAt[meter] = now;
        for (var i = 0; i < format.Channels; i++)
        {
            _values[first + i] = values[i];
            _has[first + i] = has[i];
        }
    }

    public bool Has(int meter, int channel) => _has[_firstValue[meter] + channel];

    public long Value(int meter, int channel) => _values[_firstValue[meter] + channel];

    public bool HasAny(int meter)
    {
        for (var channel = 0; channel < Plan.Template(meter).Channels; channel++)
        {
            if (Has(meter, channel))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Milliseconds from the slot to the last answer that gave values.</summary>
    public long Offset(int meter) => _readAt[meter] - BeganAt;

    /// <summary>
    /// Why values of a meter are missing. Where several reads failed differently, what the line did to them is said
    /// before what the meter said of itself; noise where enough of the failed tries brought damaged bytes (a burst on
    /// the line must not make a dead meter a noisy one).
    /// </summary>
    /// <param name="notAsked">The cause of a read that was never tried.</param>
    public int CauseOf(int meter, int notAsked)
    {
        int silent = 0, noisy = 0;
        bool refused = false, unasked = false, noValue = false, other = false, untrusted = false, busy = false;
        var template = Plan.Template(meter);
        for (var read = 0; read < template.Reads.Length; read++)
        {
            var index = _firstRead[meter] + read;
            if (_states[index] == ReadState.Done)
            {
                var format = template.Reads[read];
                for (var i = 0; i < format.Channels; i++)
                {
                    noValue |= !Has(meter, format.FirstChannel + i);
                }
            }
            else if (_states[index] == ReadState.Refused)
            {
                refused = true;
            }
            else if (_states[index] >= ReadState.OtherMeter)
            {
                other |= _states[index] == ReadState.OtherMeter;
                untrusted |= _states[index] == ReadState.Unauthenticated;
            }
            else
            {
                busy |= _busy[index];
                silent += _silentTries[index];
                noisy += _noisyTries[index];
                var tried = _silentTries[index] + _noisyTries[index] > 0 || _busy[index];
                refused |= !tried && _states[index] == ReadState.RefusedOnce;
                unasked |= !tried && _states[index] == ReadState.Pending;
            }
        }

        return noisy > 0 && (noisy >= silent || (noisy >= LineLimits.NoisyTries && noisy * LineLimits.SilentPerNoisy >= silent)) ? Cause.Noise
            : silent > 0 && !busy ? Cause.Silent
            : other ? Cause.OtherMeter
            : untrusted ? Cause.Unauthenticated
            : busy ? Cause.Busy
            : unasked ? notAsked
            : refused ? Cause.Refused
            : noValue ? Cause.NoValue
            : Cause.Valid;
    }
}
