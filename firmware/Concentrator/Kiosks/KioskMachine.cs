using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Kiosks;

/// <summary>
/// A kiosk: one customer at a time says who they are, says yes to a masked name, and pays. Every step is journalled
/// before it is acted on; <see cref="SessionTable"/> has all of them. The devices take money in one state only.
/// </summary>
public sealed partial class KioskMachine : IMachine
{
    private readonly KioskParts _parts;
    private readonly ICashDevice[] _devices;
    private readonly KioskLedger _ledger;
    private readonly EventWriter _events;
    private readonly KioskSwitch _door;
    private readonly KioskSwitch _box;
    private int _state = SessionState.Starting;
    private int _next = -1;
    private bool _loaded;
    private long _retryAt;
    private long _enteredAt;
    private long _deadline = long.MaxValue;
    private long _notReadySince = -1;
    private CustomerAnswer _customer;
    private string _account = "";

    // Shown while the session of somebody who left without a word was still open.
    private string _nextText;
    private int _nextKind;

    /// <param name="kiosk">The kiosk's name, 1 to 32 ASCII characters; it is in every record.</param>
    /// <param name="ledger">Its ledger, which the devices write to as well.</param>
    /// <param name="devices">What takes money.</param>
    /// <param name="parts">What else it is built of.</param>
    /// <param name="journal">Where its events go.</param>
    /// <param name="clock">Dates the events.</param>
    public KioskMachine(string kiosk, KioskLedger ledger, ICashDevice[] devices, KioskParts parts, IJournal journal, IWallClock clock)
    {
        _ledger = ledger;
        _devices = devices;
        _parts = parts;
        _events = new EventWriter(kiosk, journal, clock);
        _door = new KioskSwitch(parts.Door);
        _box = new KioskSwitch(parts.Box);
    }

    /// <summary>One of the values of <see cref="SessionState"/>.</summary>
    public int State => _state;

    /// <summary>True while somebody is served: from the identification to the receipt.</summary>
    public bool InSession => _state is >= SessionState.Asking and <= SessionState.Receipt;

    /// <summary>The records, counted since this start.</summary>
    public KioskLedger Ledger => _ledger;

    /// <summary>What takes money.</summary>
    public ICashDevice[] Devices => _devices;

    /// <summary>Identifications that were not 1 to 32 visible ASCII characters.</summary>
    public int IdentitiesRefused { get; private set; }

    /// <summary>Steps that are not in the table.</summary>
    public int StepsRefused { get; private set; }

    /// <inheritdoc/>
    public long NextWake { get; private set; }

    private KioskMemory Memory => _ledger.Memory;

    private bool DoorIsOpen => (Memory.DoorEdges & 1) != 0;

    private bool BoxIsOut => (Memory.BoxEdges & 1) != 0;

    /// <inheritdoc/>
    public void Step(long now)
    {
        if (!_loaded)
        {
            Load(now);
        }
        WatchSwitches(now);
        int before;
        do
        {
            before = _state;
            if (_next >= 0)
            {
                Commit(now);
            }
            if (_next < 0 && now >= _retryAt)
            {
                Watch(now);
            }
        }
        while (_state != before);
        for (var i = 0; i < _devices.Length; i++)
        {
            _devices[i].Step(now);
        }
        if (_parts.Printer != null)
        {
            _parts.Printer.Step(now);
        }
        TellEvents(now);
        if (_next < 0 && now >= _retryAt)
        {
            // What the devices have just said may be a reason for the next step; it is looked at in the next call.
            Schedule(now);
            return;
        }
        NextWake = _retryAt > now ? _retryAt : now + 1;
    }

    private void Load(long now)
    {
        _loaded = true;
        _ledger.Load();
        _state = Memory.State;
        _account = Memory.Account;
        _enteredAt = now;
        if (_state != SessionState.Starting)
        {
            Go(SessionCause.Restarted, now);
        }
        Show(KioskScreen.Starting);
    }

    /// <summary>Journals a step of the table, and takes it when it is durable.</summary>
    private void Go(int cause, long now)
    {
        var next = SessionTable.After(_state, cause);
        if (next < 0)
        {
            StepsRefused++;
            return;
        }
        var session = Memory.Session + (next is SessionState.Open or SessionState.Collecting ? 1 : 0);
        if (!_ledger.Step(session, _account, _state, cause, next, now))
        {
            _retryAt = now + KioskLimits.RetryMs;
            return;
        }
        _next = next;
        Commit(now);
    }

    private void Commit(long now)
    {
        if (now < _retryAt)
        {
            return;
        }
        if (!_ledger.Flush(now))
        {
            _retryAt = now + KioskLimits.RetryMs;
            return;
        }
        _state = _next;
        _next = -1;
        _enteredAt = now;
        _deadline = long.MaxValue;
        Enter(now);
    }

    private void Enter(long now)
    {
        switch (_state)
        {
            case SessionState.Idle:
                _customer = null;
                _account = "";
                Show(KioskScreen.Welcome);
                break;
            case SessionState.Asking:
                _deadline = now + KioskLimits.AskMs;
                _parts.Directory.Ask(_askKind, _askText, now);
                Show(KioskScreen.Asking);
                break;
            case SessionState.Confirming:
                _deadline = now + KioskLimits.ConfirmMs;
                Show(_customer.IsOnline && _customer.Reconnect == ReconnectState.Allowed ? KioskScreen.ConfirmPressButton
                    : _customer.IsOnline && _customer.Reconnect == ReconnectState.Closed ? KioskScreen.ConfirmIsClosed : KioskScreen.Confirm);
                break;
            case SessionState.Open:
                Open();
                break;
            case SessionState.Closing:
                _deadline = now + (2 * KioskLimits.NoteMs);
                Close();
                break;
            case SessionState.Receipt:
                _receipt = ReceiptMake;
                break;
            case SessionState.Collecting:
                _deadline = now + KioskLimits.CollectMs;
                Show(KioskScreen.Collecting);
                break;
            case SessionState.OutOfService:
                Show(KioskScreen.Closed);
                break;
            default:
                Close();
                break;
        }
    }

    private void Open()
    {
        var max = _customer.ValueMax < KioskLimits.SessionValueMax ? _customer.ValueMax : KioskLimits.SessionValueMax;
        for (var i = 0; i < _devices.Length; i++)
        {
            if (_devices[i].IsReady)
            {
                _devices[i].Open(Memory.Session, _account, max);
            }
        }
        ShowTaken();
    }

    private void Close()
    {
        for (var i = 0; i < _devices.Length; i++)
        {
            _devices[i].Close();
        }
    }

    private void ShowTaken()
    {
        _shownValue = Memory.SessionValue;
        if (_parts.Display != null)
        {
            _parts.Display.Show(_customer != null && _customer.IsOnline ? KioskScreen.Insert : KioskScreen.InsertOffline,
                _account, Memory.SessionValue, 0, Memory.Currency);
        }
    }

    private void Show(int screen)
    {
        if (_parts.Display == null)
        {
            return;
        }
        if (_customer == null)
        {
            _parts.Display.Show(screen, _account, 0, 0, "");
        }
        else
        {
            _parts.Display.Show(screen, _customer.Masked, _customer.Balance, _customer.Arrears, _customer.Currency);
        }
    }

    private void Schedule(long now)
    {
        var wake = _deadline;
        for (var i = 0; i < _devices.Length; i++)
        {
            wake = _devices[i].NextWake < wake ? _devices[i].NextWake : wake;
        }
        wake = _door.NextWake < wake ? _door.NextWake : wake;
        wake = _box.NextWake < wake ? _box.NextWake : wake;
        wake = _eventsDue && _eventsAt < wake ? _eventsAt : wake;
        if (_parts.Printer != null && _parts.Printer.Deadline < wake)
        {
            wake = _parts.Printer.Deadline;
        }
        if (_state == SessionState.Open)
        {
            var left = MovedAt + KioskLimits.SessionMs;
            wake = left < wake ? left : wake;
        }
        // What this call changed in the devices is looked at in a moment.
        if (_state != SessionState.Idle && _state != SessionState.OutOfService)
        {
            wake = now + WatchMs < wake ? now + WatchMs : wake;
        }
        NextWake = wake;
    }
}
