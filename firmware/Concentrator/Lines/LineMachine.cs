using System;
using Wattline.Firmware.Meters;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Lines;

/// <summary>
/// Polls the meters of one RS-485 line for the open slot. Sweep 0 asks every meter's first read (the energy) in plan
/// order, sweep 1 the other reads, and every further sweep what is still missing, after a growing pause; it begins with
/// the read behind the one that was silent last. The next question goes out in the step in which the last byte of the
/// answer before it came. In the pause a late answer to the last question is taken, too.
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
    private byte[] _from;
    private long[] _owedSince;
    private bool _polling;
    private bool _asking;
    private bool _abandoned;
    private int _baud;
    private int _sweep;
    private int _cursor;
    private int _place;
    private int _turn;
    private int _read;
    private int _retry;
    private int _asked;
    private long _beganAt;
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
        var owed = long.MinValue; // Of which meter, nobody knows any more.
        for (var i = 0; _owedSince != null && i < _owedSince.Length; i++)
        {
            owed = _owedSince[i] > owed ? _owedSince[i] : owed;
        }

        _asked = -1;
        var count = 0;
        for (var pass = 0; pass < 2; pass++)
        {
            if (pass == 1)
            {
                _meters = new int[count];
                _mute = new bool[count];
                _from = new byte[count];
                _owedSince = new long[count];
                count = 0;
            }

            for (var meter = 0; meter < table.Plan.Meters; meter++)
            {
                if (table.Plan.Lines[meter] == _index)
                {
                    if (pass == 1)
                    {
                        _meters[count] = meter;
                        _owedSince[count] = owed;
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
        _beganAt = now;
        _doubtedAt = long.MinValue;
        Array.Clear(_from, 0, _from.Length);
        BeginSweep(0);
    }

    /// <summary>Stops asking; the answer that is on its way belongs to no slot.</summary>
    internal void EndSlot()
    {
        _polling = false;
        _abandoned = _asking;
        _master.AwaitsLate = false;
    }

    /// <inheritdoc/>
    public void Step(long now)
    {
        _master.Step(now);
        if (_asking && !_master.Busy)
        {
            _asking = false;
            if (_asked >= 0 && _master.Outcome is Dlt645Outcome.Answered or Dlt645Outcome.Refused)
            {
                _owedSince[_asked] = long.MinValue;
            }

            if (!_abandoned)
            {
                Settle(now);
            }

            _abandoned = false;
        }
        else if (_master.CameLate)
        {
            TakeLate(now);
        }

        if (_polling && !_asking && now >= _resumeAt)
        {
            AskNext(now);
        }
    }

    private void BeginSweep(int sweep)
    {
        _sweep = sweep;
        _place = 0;
        Turn();
        _turn = sweep == 1 ? 1 : 0;
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
            if (_place == _meters.Length)
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
                var reads = _table.Plan.Template(meter).Reads.Length;
                var turns = _sweep == 0 && reads > 1 ? 1 : reads;
                var open = !_mute[_cursor] && !_table.IsEntered(meter) && !IsOwed(now);
                while (open && _turn < turns && !_table.IsOpen(meter, ReadOf(_turn, reads)))
                {
                    _turn++;
                }

                if (open && _turn < turns)
                {
                    _read = ReadOf(_turn, reads);
                    Ask(meter, now);
                    return;
                }

                NextMeter();
            }
        }
    }

    private int ReadOf(int turn, int reads) => _sweep < 2 ? turn : (turn + _from[_cursor]) % reads;

    /// <summary>True while the answer to a question of the slot before may still come: it would be taken for this slot's.</summary>
    private bool IsOwed(long now) => _owedSince[_cursor] < _beganAt && now < _owedSince[_cursor] + LineLimits.LateMax;

    private void NextMeter()
    {
        _place++;
        Turn();
        _turn = _sweep == 1 ? 1 : 0;
        _retry = 0;
    }

    /// <summary>
    /// Each further sweep begins with another meter. In a fixed order the late answer of a slow meter would meet the
    /// question to its neighbour at the same moment of every sweep, and that neighbour would never be heard.
    /// </summary>
    private void Turn()
    {
        if (_place < _meters.Length)
        {
            _cursor = (_place + (_sweep < 2 ? 0 : _sweep)) % _meters.Length;
        }
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
        _asked = _cursor;
        _owedSince[_cursor] = now;
    }
}
