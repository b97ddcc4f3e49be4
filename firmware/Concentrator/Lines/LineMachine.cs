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
    private readonly Dlt645Reader _dlt645;
    private readonly IMeterMaster[] _masters = new IMeterMaster[MeterProtocols.Count];
    private readonly IMeterFinder[] _finders = new IMeterFinder[MeterProtocols.Count];
    private IMeterFinder _finder;
    private IMeterMaster _master;
    private SlotTable _table;
    private int[] _meters;
    private bool[] _mute;
    private byte[] _from;
    private long[] _owedSince;
    private byte[] _silentVisits;
    private long[] _deadTriedAt;
    private short[] _delays;
    private string[] _told;
    private long[] _toldAt;
    private long _deadAt = long.MinValue;
    private bool _polling;
    private bool _asking;
    private bool _abandoned;
    private int _asker;
    private int _sweep;
    private int _cursor;
    private int _place;
    private int _turn;
    private int _read;
    private int _retry;
    private int _silentInSweep;
    private int _asked;
    private long _beganAt;
    private long _resumeAt;

    internal LineMachine(ISerialLine line, int index, ReadingWriter writer)
    {
        _line = line;
        _index = index;
        _writer = writer;
        Setting = new LineSetting(line);
        _dlt645 = new Dlt645Reader(new Dlt645Master(line), false);
        _masters[MeterProtocols.Dlt645] = _dlt645;
        _master = _dlt645;
    }

    /// <summary>Reads that gave what was asked for, since the start.</summary>
    public int ReadsOk { get; private set; }

    /// <summary>Reads that were asked for again after a failure, since the start.</summary>
    public int Retries { get; private set; }

    /// <summary>Values that could not follow on the last good ones, and were read again.</summary>
    public int Doubts { get; private set; }

    /// <summary>What was not taken from the line, by <see cref="Dlt645Reject"/>.</summary>
    public int[] Rejects => _dlt645.Master.Rejects;

    /// <summary>Milliseconds in which questions and their answers were on the wire, since the start.</summary>
    public long BusyMilliseconds
    {
        get
        {
            var sum = 0L;
            for (var i = 0; i < _masters.Length; i++)
            {
                sum += _masters[i] == null ? 0 : _masters[i].WireMilliseconds;
            }

            return sum;
        }
    }

    /// <summary>Sweeps over what had failed, in this slot.</summary>
    public int Sweep => _sweep;

    /// <summary>Tells who is silent; null when nobody asks.</summary>
    internal LineWatch Watch { get; set; }

    /// <summary>Keys of meters that want them; null when the device has none.</summary>
    internal MeterSecurity Security { get; set; }

    /// <summary>How the line is set.</summary>
    internal LineSetting Setting { get; }

    /// <summary>Asks first at every boundary; null when nobody does.</summary>
    internal ILineGuest Guest { get; set; }

    /// <summary>The line's DL/T 645 master.</summary>
    internal Dlt645Master Dlt645 => _dlt645.Master;

    internal void Adopt(SlotTable table)
    {
        _table = table;
        var owed = long.MinValue; // Of which meter, nobody knows any more.
        for (var i = 0; _owedSince != null && i < _owedSince.Length; i++)
        {
            owed = _owedSince[i] > owed ? _owedSince[i] : owed;
        }

        _asked = -1;
        _onLine = -1;
        OpenMasters(table.Plan);
        var count = 0;
        for (var pass = 0; pass < 2; pass++)
        {
            if (pass == 1)
            {
                _meters = new int[count];
                _mute = new bool[count];
                _from = new byte[count];
                _owedSince = new long[count];
                _silentVisits = new byte[count];
                _deadTriedAt = new long[count];
                _delays = new short[table.Plan.Meters];
                _told = new string[count];
                _toldAt = new long[count];
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

    /// <summary>The plan's meters of the line.</summary>
    internal int[] Meters => _meters;

    internal void BeginSlot(long now)
    {
        _polling = true;
        _resumeAt = now;
        _beganAt = now;
        _doubtedAt = long.MinValue;
        Array.Clear(_from, 0, _from.Length);
        var every = _table.Plan.Every * 500;
        var dead = now + (every < LineLimits.DeadTryEvery ? every : LineLimits.DeadTryEvery);
        _deadAt = _deadAt < dead ? dead : _deadAt;
        BeginSweep(0);
    }

    /// <summary>Stops asking; the answer that is on its way belongs to no slot.</summary>
    internal void EndSlot(long now)
    {
        if (_table.IsDated)
        {
            Watch?.EndSlot(_table.Slot, now);
        }

        _polling = false;
        _abandoned = _asking && _asker == AskerSlot;
        _master.AwaitsLate = false;
    }

    private void BeginSweep(int sweep)
    {
        _sweep = sweep;
        _owedInSweep = 0;
        _silentInSweep = 0;
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
                var open = !_mute[_cursor] && !_table.IsEntered(meter) && !IsOwed(now) && !IsForLater(now);
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
        AskRead(meter, _table.Plan.Template(meter).Reads[_read], now);
        _asking = true;
        _asker = AskerSlot;
        _sinceOwed++;
        _asked = _cursor;
        _owedSince[_cursor] = now;
        Watch?.Asked(_cursor);
        if (IsDead(_cursor))
        {
            _deadTriedAt[_cursor] = now;
            _deadAt = now + LineLimits.DeadTryEvery;
        }
    }

    private bool IsDead(int place) => _silentVisits[place] >= LineLimits.DeadAfter;

    /// <summary>
    /// True for a dead meter while the living are asked, unless a try of the dead is due and it has waited longest: ten
    /// dead ones of 32 would take three quarters of the line. Nor does a try of one run into the next slot.
    /// </summary>
    private bool IsForLater(long now)
    {
        if (!IsDead(_cursor))
        {
            return false;
        }

        if (_sweep >= 2)
        {
            return now + LineLimits.DeadTryMax > _table.BeganAt + (_table.Plan.Every * 1000L);
        }

        for (var i = 0; now >= _deadAt && i < _meters.Length; i++)
        {
            if (IsDead(i) && _deadTriedAt[i] < _deadTriedAt[_cursor])
            {
                return true;
            }
        }

        return now < _deadAt;
    }
}
