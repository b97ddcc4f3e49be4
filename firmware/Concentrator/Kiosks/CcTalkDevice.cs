namespace Wattline.Firmware.Kiosks;

/// <summary>
/// A device on a ccTalk line: it keeps its last five events under a number, and the journal remembers up to which number
/// they are written down, so that each is taken once. The order of commands is <see cref="CcTalkStep"/>.
/// </summary>
public abstract partial class CcTalkDevice : ICashDevice
{
    private readonly CcTalkBus _bus;
    private readonly CounterCheck _check;
    private readonly int _address;
    private readonly byte[] _data = new byte[2];
    private int _step = CcTalkStep.Find;
    private int _polling = CcTalkStep.Settling;
    private bool _sent;
    private bool _recovering = true;
    private bool _reset;
    private bool _eventsLost;
    private long _wakeAt;
    private long _quietSince;
    private long _counter = -1;
    private bool _open;
    private bool _close;
    private bool _return;
    private bool _stack;
    private bool _withheld;
    private bool _blocked;

    /// <param name="device">Its number in records.</param>
    /// <param name="address">Its address on the line.</param>
    /// <param name="bus">The line.</param>
    /// <param name="ledger">Where the money is written down; it is loaded before the first step.</param>
    protected CcTalkDevice(int device, int address, CcTalkBus bus, KioskLedger ledger)
    {
        Device = device;
        Ledger = ledger;
        _address = address;
        _bus = bus;
        _check = new CounterCheck(device, ledger, CcTalkLimits.CounterWrap);
    }

    /// <summary>One of the values of <see cref="CcTalkStep"/>.</summary>
    public int State => _step;

    /// <inheritdoc/>
    public bool IsReady => _step == CcTalkStep.Idle && !_open && !_close && !_withheld && !_blocked && !Memory.HasPending && !IsRouting;

    /// <inheritdoc/>
    public bool IsOpen => _open;

    /// <inheritdoc/>
    public bool IsBlocked => _blocked;

    /// <inheritdoc/>
    public long MovedAt { get; private set; }

    /// <summary>Times that the device did not answer at all.</summary>
    public int Silences { get; private set; }

    /// <summary>Times that the device was found to have started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Times that more events had happened than it keeps.</summary>
    public int EventsLost { get; private set; }

    /// <summary>Notes and coins that were not taken: no session, no value, above the limit.</summary>
    public int Refused { get; protected set; }

    /// <summary>Attempts of fraud that it reported.</summary>
    public int Frauds { get; protected set; }

    /// <summary>Times that its counter stood where no history of ours leads.</summary>
    public int CounterJumps => _check.Jumps;

    /// <inheritdoc/>
    public long NextWake => _sent ? _bus.Deadline : _wakeAt;

    /// <summary>Its number in records.</summary>
    protected int Device { get; }

    /// <summary>Where the money is written down.</summary>
    protected KioskLedger Ledger { get; }

    /// <summary>What the journal knows of it.</summary>
    protected DeviceMemory Memory => Ledger.Memory.Of(Device);

    /// <summary>The session that it was opened for last.</summary>
    protected long Session { get; private set; }

    /// <summary>Whose money it takes; null when nobody's.</summary>
    protected string Account { get; private set; }

    /// <summary>Minor units that it may still take.</summary>
    protected long ValueLeft { get; set; }

    /// <summary>True while a piece may be taken: open, and nobody has asked to close.</summary>
    protected bool Accepts => _open && !_close && _polling == CcTalkStep.Active;

    private bool IsRouting => _stack || _return;

    /// <inheritdoc/>
    public void Open(long session, string account, long valueMax)
    {
        Session = session;
        Account = account;
        ValueLeft = valueMax;
        _open = true;
        _close = false;
        _return = false;
        _wakeAt = 0;
    }

    /// <inheritdoc/>
    public void Close() => _close = _open;

    /// <inheritdoc/>
    public void Return() => _return = Memory.HasPending && !_stack;

    /// <inheritdoc/>
    public void Step(long now)
    {
        while (true)
        {
            if (_sent)
            {
                _bus.Step(now);
                if (_bus.State == SspState.Waiting)
                {
                    return;
                }
                _sent = false;
                var silent = _bus.State == SspState.Silent;
                if (silent)
                {
                    Silences++;
                    Recover(now + KioskLimits.RetryMs);
                }
                else
                {
                    TakeReply(now);
                }
                _bus.Release(this);
            }
            if (CcTalkStep.IsPolling(_step) && !MayPoll(now))
            {
                return;
            }
            if (now < _wakeAt)
            {
                return;
            }
            if (!_bus.TryTake(this))
            {
                _wakeAt = now + 1;
                return;
            }
            Send(now);
        }
    }

    /// <summary>Asks for a position's name: 184 for coins, 157 for notes.</summary>
    protected abstract int NameHeader { get; }

    /// <summary>Asks for the events: 229 for coins, 159 for notes.</summary>
    protected abstract int EventsHeader { get; }

    /// <summary>True for a note validator.</summary>
    protected abstract bool HasEscrow { get; }

    /// <summary>Time of quiet after which nothing moves.</summary>
    protected abstract int QuietMs { get; }

    /// <summary>Takes one event.</summary>
    /// <returns>False when the journal refused: it is taken again later.</returns>
    protected abstract bool TakeEvent(int first, int second, long now);

    /// <summary>The note in escrow, whose escrow is journalled, goes into the box.</summary>
    protected void WantStack() => _stack = true;

    /// <summary>The note in escrow goes back.</summary>
    protected void WantReturn() => _return = true;

    /// <summary>Nothing can be taken until it is said to be well again.</summary>
    protected void SetBlocked(bool blocked) => _blocked = blocked;

    /// <summary>Something moved.</summary>
    protected void Move(long now) => _quietSince = now;

    /// <summary>Money moved.</summary>
    protected void MoveMoney(long now)
    {
        MovedAt = now;
        _quietSince = now;
    }

    private void Send(long now)
    {
        var header = 0;
        var count = 0;
        switch (_step)
        {
            case CcTalkStep.Find:
                header = CcTalkHeader.SimplePoll;
                break;
            case CcTalkStep.Shut:
            case CcTalkStep.OpenMaster:
                header = CcTalkHeader.MasterInhibit;
                _data[0] = (byte)(_step == CcTalkStep.OpenMaster ? 1 : 0);
                count = 1;
                break;
            case CcTalkStep.Mode:
            case CcTalkStep.OpenMode:
                header = CcTalkHeader.BillMode;
                _data[0] = 3;
                count = 1;
                break;
            case CcTalkStep.ReturnFound:
            case CcTalkStep.Stack:
            case CcTalkStep.Return:
                header = CcTalkHeader.RouteBill;
                _data[0] = (byte)(_step == CcTalkStep.Stack ? 1 : 0);
                count = 1;
                break;
            case CcTalkStep.Name:
                header = NameHeader;
                _data[0] = (byte)_position;
                count = 1;
                break;
            case CcTalkStep.Scale:
                header = CcTalkHeader.CountryScaling;
                _data[0] = (byte)_country0;
                _data[1] = (byte)_country1;
                count = 2;
                break;
            case CcTalkStep.Count:
            case CcTalkStep.Reconcile:
                header = CcTalkHeader.AcceptCounter;
                break;
            case CcTalkStep.OpenMask:
                header = CcTalkHeader.Inhibits;
                _data[0] = (byte)EnabledChannels;
                _data[1] = (byte)(EnabledChannels >> 8);
                count = 2;
                break;
            default:
                header = EventsHeader;
                break;
        }
        _bus.Send(_address, header, _data, count, now);
        _sent = true;
    }

    private void Go(int step, long at)
    {
        _step = step;
        _wakeAt = at;
        if (CcTalkStep.IsPolling(step))
        {
            _polling = step;
        }
    }

    private void Recover(long at)
    {
        _recovering = true;
        _open = false;
        _close = false;
        _stack = false;
        _return = false;
        Go(CcTalkStep.Find, at);
    }

    /// <summary>Before a poll: what the last one asked for comes first, and nothing while the journal does not hold it.</summary>
    private bool MayPoll(long now)
    {
        if (now < _wakeAt && !_open && !_close)
        {
            return false;
        }
        if (now < _flushAt)
        {
            _wakeAt = _flushAt;
            return false;
        }
        if (!Ledger.Flush(now))
        {
            _flushAt = now + KioskLimits.RetryMs;
            _close |= _open;
            if (_stack)
            {
                // The escrow is not durable, so the note is not accepted.
                _stack = false;
                _return = true;
                Go(CcTalkStep.Return, now);
                return true;
            }
            _wakeAt = _flushAt;
            return false;
        }
        if (_stack)
        {
            _stack = false;
            Go(CcTalkStep.Stack, now);
        }
        else if (_return)
        {
            _return = false;
            Go(CcTalkStep.Return, now);
        }
        else if (_reset)
        {
            _reset = false;
            Restarts++;
            Recover(now);
        }
        else if (_step == CcTalkStep.Idle && _open)
        {
            MovedAt = now;
            Go(_close ? CcTalkStep.Shut : HasEscrow ? CcTalkStep.OpenMode : CcTalkStep.OpenMask, now);
        }
        else if (_step == CcTalkStep.Active)
        {
            if (Memory.HasPending && now - MovedAt >= KioskLimits.NoteMs)
            {
                Recover(now);
            }
            else if (!Memory.HasPending && (_close || _blocked))
            {
                _open = false;
                _close = false;
                _quietSince = now;
                Go(CcTalkStep.Shut, now);
            }
        }
        return true;
    }
}
