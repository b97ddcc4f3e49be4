using System;
using Wattline.Firmware.Meters;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Lines;

/// <summary>
/// Polls the meters of one RS-485 line for the open slot. Sweep 0 asks every meter's first read (the energy) in plan
/// order, sweep 1 the other reads, and every further sweep what is still missing, after a growing pause. The next
/// question goes out in the step in which the last byte of the answer before it came.
/// </summary>
public sealed partial class LineMachine : IMachine
{
    private readonly ISerialLine _line;
    private readonly int _index;
    private readonly ReadingWriter _writer;
    private readonly Dlt645Master _master;
    private SlotTable _table;
    private int[] _meters;
    private bool[] _mute;
    private bool _polling;
    private bool _asking;
    private bool _abandoned;
    private int _baud;
    private int _sweep;
    private int _cursor;
    private int _read;
    private int _retry;
    private long _resumeAt;

    internal LineMachine(ISerialLine line, int index, ReadingWriter writer)
    {
        _line = line;
        _index = index;
        _writer = writer;
        _master = new Dlt645Master(line);
    }

    /// <summary>Reads that gave what was asked for, since the start.</summary>
    public int ReadsOk { get; private set; }

    /// <summary>Reads that were asked for again after a failure, since the start.</summary>
    public int Retries { get; private set; }

    /// <summary>Values that could not follow on the last good ones, and were read again.</summary>
    public int Doubts { get; private set; }

    /// <summary>What was not taken from the line, by <see cref="Dlt645Reject"/>.</summary>
    public int[] Rejects => _master.Rejects;

    /// <summary>Milliseconds in which questions and their answers were on the wire, since the start.</summary>
    public long BusyMilliseconds => _master.WireMilliseconds;

    /// <summary>Sweeps over what had failed, in this slot.</summary>
    public int Sweep => _sweep;

    /// <summary>When to step though nothing arrives.</summary>
    public long NextWake => _asking ? _master.NextWake : _polling ? _resumeAt : long.MaxValue;

    internal void Adopt(SlotTable table)
    {
        _table = table;
        var count = 0;
        for (var pass = 0; pass < 2; pass++)
        {
            if (pass == 1)
            {
                _meters = new int[count];
                _mute = new bool[count];
                count = 0;
            }

            for (var meter = 0; meter < table.Plan.Meters; meter++)
            {
                if (table.Plan.Lines[meter] == _index)
                {
                    if (pass == 1)
                    {
                        _meters[count] = meter;
                    }

                    count++;
                }
            }
        }
    }

    internal void BeginSlot(long now)
    {
        _polling = true;
        _resumeAt = now;
        BeginSweep(0);
    }

    /// <summary>Stops asking; the answer that is on its way belongs to no slot.</summary>
    internal void EndSlot()
    {
        _polling = false;
        _abandoned = _asking;
    }

    /// <inheritdoc/>
    public void Step(long now)
    {
        _master.Step(now);
        if (_asking && !_master.Busy)
        {
            _asking = false;
            if (!_abandoned)
            {
                Settle(now);
            }

            _abandoned = false;
        }

        if (_polling && !_asking && now >= _resumeAt)
        {
            AskNext(now);
        }
    }

    private void BeginSweep(int sweep)
    {
        _sweep = sweep;
        _cursor = 0;
        _read = sweep == 1 ? 1 : 0;
        _retry = 0;
        if (sweep != 1)
        {
            Array.Clear(_mute, 0, _mute.Length);
        }
    }

    private void AskNext(long now)
    {
        while (true)
        {
            if (_cursor == _meters.Length)
            {
                if (_sweep > 0 && !AnyOpen())
                {
                    _polling = false;
                    return;
                }

                BeginSweep(_sweep + 1);
                if (_sweep >= 2)
                {
                    _resumeAt = now + Pause(_sweep);
                    return;
                }
            }
            else
            {
                var meter = _meters[_cursor];
                var reads = _sweep == 0 ? 1 : _table.Plan.Template(meter).Reads.Length;
                var open = !_mute[_cursor] && !_table.IsEntered(meter);
                while (open && _read < reads && !_table.IsOpen(meter, _read))
                {
                    _read++;
                }

                if (open && _read < reads)
                {
                    Ask(meter, now);
                    return;
                }

                NextMeter();
            }
        }
    }

    private void NextMeter()
    {
        _cursor++;
        _read = _sweep == 1 ? 1 : 0;
        _retry = 0;
    }

    private bool AnyOpen()
    {
        for (var i = 0; i < _meters.Length; i++)
        {
            if (!_table.IsEntered(_meters[i]) && !_table.IsComplete(_meters[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static int Pause(int sweep)
    {
        var pause = LineLimits.PauseFirst;
        for (var i = 2; i < sweep && pause < LineLimits.PauseMax; i++)
        {
            pause *= 2;
        }

        return pause < LineLimits.PauseMax ? pause : LineLimits.PauseMax;
    }

    private void Ask(int meter, long now)
    {
        var plan = _table.Plan;
        if (plan.Bauds[meter] != _baud)
        {
            _baud = plan.Bauds[meter];
            _line.Configure(_baud, 2, 1);
        }

        var read = plan.Template(meter).Reads[_read];
        _master.Begin(plan.Addresses, meter * 6, read.Identifier, read.PayloadBytes, _baud, now);
        _asking = true;
    }
}
