using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Cabinet;

/// <summary>
/// Journals every edge of the cabinet's door as event <c>door</c> (docs/uplink.md). The last edge is kept, so that a door
/// that was opened while the device was off is told at the start.
/// </summary>
public sealed class DoorMachine : IMachine
{
    private readonly IDoorSwitch _door;
    private readonly IJournal _journal;
    private readonly EventWriter _events;
    private readonly byte[] _state = new byte[5];
    private bool _loaded;
    private bool _stateDue;
    private bool _commitDue;
    private bool _level;
    private long _levelSince;

    /// <param name="name">The concentrator's name, the subject of the event.</param>
    /// <param name="door">The switch.</param>
    /// <param name="journal">The journal, opened.</param>
    /// <param name="clock">Dates the event.</param>
    public DoorMachine(string name, IDoorSwitch door, IJournal journal, IWallClock clock)
    {
        _door = door;
        _journal = journal;
        _events = new EventWriter(name, journal, clock);
    }

    /// <summary>The door as the journal has it: closed until an edge was ever seen.</summary>
    public bool IsOpen => _state[0] != 0;

    /// <summary>Edges ever journalled.</summary>
    public long Edges => _state[1] + ((long)_state[2] << 8) + ((long)_state[3] << 16) + ((long)_state[4] << 24);

    /// <summary>Times that the journal refused.</summary>
    public int Refusals { get; private set; }

    /// <inheritdoc/>
    public long NextWake { get; private set; }

    /// <inheritdoc/>
    public void Step(long now)
    {
        if (!_loaded)
        {
            Load(now);
        }
        if (now < NextWake)
        {
            return;
        }
        NextWake = now + CabinetLimits.LookMs;
        var level = _door.IsOpen;
        if (level != _level)
        {
            _level = level;
            _levelSince = now;
        }
        if (_level != IsOpen && now - _levelSince >= CabinetLimits.DebounceMs && !_commitDue)
        {
            Append(now);
        }
        if (_commitDue)
        {
            // The state goes with its event: an edge's number is not given to another edge.
            _stateDue = _stateDue && !_journal.SetState(StateKeys.Door, _state);
            _commitDue = _stateDue || !_journal.Commit();
            if (_commitDue)
            {
                Refuse(now);
            }
        }
    }

    private void Load(long now)
    {
        _loaded = true;
        var state = _journal.GetState(StateKeys.Door);
        for (var i = 0; state != null && state.Length == _state.Length && i < state.Length; i++)
        {
            _state[i] = state[i];
        }
        _level = IsOpen;
        _levelSince = now;
        NextWake = now;
    }

    private void Append(long now)
    {
        var edges = Edges + 1;
        _events.Begin("door", edges, 1).WriteUInt(_level ? 1u : 0u);
        if (!_events.Append(now))
        {
            Refuse(now);
            return;
        }
        _state[0] = (byte)(_level ? 1 : 0);
        for (var i = 1; i < _state.Length; i++)
        {
            _state[i] = (byte)(edges >> (8 * (i - 1)));
        }
        _stateDue = true;
        _commitDue = true;
    }

    private void Refuse(long now)
    {
        Refusals++;
        NextWake = now + CabinetLimits.RetryMs;
    }
}
