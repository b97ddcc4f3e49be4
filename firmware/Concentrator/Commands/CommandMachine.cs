using Wattline.Firmware.Cbor;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Commands;

/// <summary>
/// Obeys the cloud's commands, safely: what is not signed by the device's own key, older than a decision that was taken,
/// or out of time, is refused; every step is on the flash before it is taken; and an order counts as obeyed when the
/// meter's state says so, not its answer.
/// </summary>
public sealed partial class CommandMachine : IMachine
{
    private readonly string _name;
    private readonly IJournal _journal;
    private readonly IWallClock _clock;
    private readonly ICommandKeys _keys;
    private readonly IRestart _restart;
    private readonly IPlanTaker _plans;
    private readonly int _lines;
    private readonly DecisionTable _decisions;
    private readonly ResultWriter _results;
    private readonly CommandMessage _message = new CommandMessage();
    private readonly CborReader _reader = new CborReader(new byte[0], 0, 0);
    private readonly OpenCommand[] _open = new OpenCommand[CommandLimits.OpenMax];
    private bool _dirty;
    private long _retryAt;

    /// <param name="name">The concentrator's name.</param>
    /// <param name="journal">The journal, opened.</param>
    /// <param name="clock">Says whose time is over.</param>
    /// <param name="keys">The device's keys; null where it has none and obeys nobody.</param>
    /// <param name="restart">Restarts the device; null where nothing can.</param>
    /// <param name="plans">Takes plans.</param>
    /// <param name="lines">How many lines there are.</param>
    internal CommandMachine(string name, IJournal journal, IWallClock clock, ICommandKeys keys, IRestart restart, IPlanTaker plans, int lines)
    {
        _name = name;
        _journal = journal;
        _clock = clock;
        _keys = keys;
        _restart = restart;
        _plans = plans;
        _lines = lines;
        _decisions = new DecisionTable(journal);
        _results = new ResultWriter(journal);
        for (var i = 0; i < _open.Length; i++)
        {
            _open[i] = new OpenCommand(i);
        }

        MakeQuestions(lines);
    }

    /// <summary>What came, and was none that can be answered; or more than there was room for.</summary>
    public int Dropped { get; private set; }

    /// <summary>Commands that were taken since the start.</summary>
    public int Accepted { get; private set; }

    /// <summary>Commands that were refused since the start, whoever signed them.</summary>
    public int Refused { get; private set; }

    /// <summary>Commands under way.</summary>
    public int UnderWay
    {
        get
        {
            var count = 0;
            for (var i = 0; i < _open.Length; i++)
            {
                count += _open[i].IsUsed ? 1 : 0;
            }

            return count;
        }
    }

    /// <inheritdoc/>
    public long NextWake { get; private set; }

    /// <summary>Takes up what the flash has: what was under way goes on, or ends.</summary>
    public void Start(long now)
    {
        for (var i = 0; i < _open.Length; i++)
        {
            var kept = _journal.GetState(StateKeys.FirstOpenCommand + i);
            if (kept != null && kept.Length > 1)
            {
                Load(_open[i], kept, now);
            }
        }

        for (var place = 0; place < DecisionTable.Capacity && _decisions.IsUsed(place); place++)
        {
            // The power went between the two records of an acceptance: nothing was done.
            if (!CommandState.IsEnd(_decisions.State(place)) && !IsOpen(place))
            {
                _orphans++;
            }
        }

        NextWake = now;
    }

    /// <inheritdoc/>
    public void Step(long now)
    {
        NextWake = long.MaxValue;
        if (!Settle(now))
        {
            return;
        }

        EndOrphans(now);
        while (_inboxCount > 0 && TakeNext(now))
        {
            _inbox[_inboxHead] = null;
            _inboxHead = (_inboxHead + 1) % CommandLimits.InboxMax;
            _inboxCount--;
        }

        for (var i = 0; i < _open.Length; i++)
        {
            if (_open[i].IsUsed)
            {
                StepOne(_open[i], now);
            }
        }

        for (var line = 0; line < _lines; line++)
        {
            Prepare(line, now);
        }

        Settle(now);
        Schedule(now);
    }

    /// <summary>Makes durable what was written. Nothing is done on the strength of it before.</summary>
    private bool Settle(long now)
    {
        _dirty = _dirty && !_journal.Commit();
        if (_dirty)
        {
            _retryAt = now + CommandLimits.Retry;
            NextWake = _retryAt;
        }

        return !_dirty;
    }

    /// <summary>Writes that a command is in another state. False when the flash refused: nothing has changed, and it is tried again.</summary>
    private bool Move(OpenCommand command, int state, int reason, CborWriter data, long now)
    {
        if (!CommandState.CanMove(command.State, state))
        {
            return true;
        }

        if (!command.IsSuperseded && !_decisions.Move(command.Place, state, reason))
        {
            return Later(command, now);
        }

        if (!Keep(command, state) || !_results.Append(command.Id, command.Decision, state, reason, command.Word, data, now))
        {
            return Later(command, now);
        }

        command.State = state;
        _dirty = true;
        return true;
    }

    /// <summary>A command is over.</summary>
    private bool End(OpenCommand command, int state, int reason, long now) =>
        Move(command, state, reason, null, now) && Drop(command, now);

    private bool Drop(OpenCommand command, long now)
    {
        if (!_journal.SetState(StateKeys.FirstOpenCommand + command.Slot, new byte[0]))
        {
            return Later(command, now);
        }

        _dirty = true;
        _reading = _reading == command ? null : _reading;
        DropSearch(command);
        DropFreeze(command);
        command.Clear();
        return true;
    }

    private bool Keep(OpenCommand command, int state)
    {
        var kept = new byte[1 + command.Signed.Length];
        kept[0] = (byte)state;
        System.Array.Copy(command.Signed, 0, kept, 1, command.Signed.Length);
        return _journal.SetState(StateKeys.FirstOpenCommand + command.Slot, kept);
    }

    private static bool Later(OpenCommand command, long now)
    {
        command.At = now + CommandLimits.Retry;
        return false;
    }

    private bool IsOpen(int place)
    {
        for (var i = 0; i < _open.Length; i++)
        {
            if (_open[i].IsUsed && _open[i].Place == place && !_open[i].IsSuperseded)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True when the clock is valid, and a command's time is over.</summary>
    private bool IsOver(OpenCommand command) => _clock.IsValid && command.Expires <= _clock.UnixMilliseconds;

    private void Schedule(long now)
    {
        var wake = NextWake;
        if (_inboxCount > 0 || _orphans > 0)
        {
            wake = now + CommandLimits.Retry < wake ? now + CommandLimits.Retry : wake;
        }

        if (_freezing != null && !_freezeOnWire && _freezeRestAt > now && _freezeRestAt < wake)
        {
            wake = _freezeRestAt;
        }

        for (var i = 0; i < _open.Length; i++)
        {
            var command = _open[i];
            // One whose question waits or is on the wire is the line's to wake.
            if (command.IsUsed && !IsAsking(command) && command.At < wake)
            {
                wake = command.At;
            }
        }

        NextWake = wake > now ? wake : now + 1;
    }
}
