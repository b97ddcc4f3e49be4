using Wattline.Firmware.Owed;

namespace Wattline.Firmware.Lines;

/// <summary>
/// Tells a silent meter from a dead line: who was asked in a slot and gave no byte that is its own. Two slots in a row
/// are told, and the end of it. That the supply was cut is told by the meters themselves, from their records.
/// </summary>
internal sealed class LineWatch
{
    private readonly int _line;
    private readonly OwedDesk _desk;
    private int[] _meters = new int[0];
    private bool[] _asked = new bool[0];
    private bool[] _heard = new bool[0];
    private bool[] _told = new bool[0];
    private int[] _slots = new int[0];
    private long[] _first = new long[0];
    private int _lineSlots;
    private long _lineFirst;
    private bool _lineTold;

    public LineWatch(int line, OwedDesk desk)
    {
        _line = line;
        _desk = desk;
    }

    public void Adopt(int[] meters)
    {
        _meters = meters;
        _asked = new bool[meters.Length];
        _heard = new bool[meters.Length];
        _told = new bool[meters.Length];
        _slots = new int[meters.Length];
        _first = new long[meters.Length];
    }

    public void Asked(int place) => _asked[place] = true;

    /// <summary>A meter has answered.</summary>
    /// <returns>True when it had been silent for a slot or more.</returns>
    public bool Heard(int place)
    {
        _heard[place] = true;
        return _slots[place] > 0;
    }

    /// <summary>Closes a slot's books.</summary>
    public void EndSlot(long slot, long now)
    {
        int asked = 0, heard = 0;
        for (var i = 0; i < _meters.Length; i++)
        {
            asked += _asked[i] ? 1 : 0;
            heard += _heard[i] ? 1 : 0;
        }

        // One meter alone on its line cannot be told from it.
        WatchLine(asked > 1, heard > 0, slot, now);
        for (var i = 0; i < _meters.Length; i++)
        {
            if (_heard[i])
            {
                _told[i] = _told[i] && !_desk.TellSilence(_meters[i], _first[i], slot, now);
                _slots[i] = _told[i] ? _slots[i] : 0;
            }
            else if (_asked[i])
            {
                _first[i] = _slots[i] == 0 ? slot : _first[i];
                _slots[i]++;
                _told[i] = _told[i] || (_slots[i] >= LineLimits.SilentSlotsTold && heard > 0 && _desk.TellSilence(_meters[i], _first[i], -1, now));
            }

            _asked[i] = false;
            _heard[i] = false;
        }
    }

    private void WatchLine(bool wasAsked, bool wasHeard, long slot, long now)
    {
        if (wasHeard)
        {
            _lineTold = _lineTold && !_desk.TellLine(_line, _lineFirst, slot, now);
            _lineSlots = _lineTold ? _lineSlots : 0;
        }
        else if (wasAsked)
        {
            _lineFirst = _lineSlots == 0 ? slot : _lineFirst;
            _lineSlots++;
            _lineTold = _lineTold || (_lineSlots >= LineLimits.SilentSlotsTold && _desk.TellLine(_line, _lineFirst, -1, now));
        }
    }
}
