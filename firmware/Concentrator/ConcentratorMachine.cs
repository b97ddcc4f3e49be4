using Wattline.Firmware.Cbor;
using Wattline.Firmware.Commands;
using Wattline.Firmware.Kiosks;
using Wattline.Firmware.Lines;
using Wattline.Firmware.Meters;
using Wattline.Firmware.Owed;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;
using Wattline.Firmware.Uplink;

namespace Wattline.Firmware;

/// <summary>
/// The concentrator's inside: slots, lines and whatever else is stepped with them (kiosks). What it learns goes into
/// the journal; the uplink, which runs on its own time, takes it from there.
/// </summary>
public sealed class ConcentratorMachine : IMachine, IDownlink, IPlanTaker, ITimeTaker
{
    /// <summary>A gateway's clock that says less (2020-01-01) or more (2100-01-01) is wrong itself: Unix milliseconds.</summary>
    private const long TimeMin = 1577836800000;
    private const long TimeMax = 4102444800000;

    /// <summary>The clock is left alone while it is off by less: the message was on its way, too.</summary>
    private const long TimeTolerance = 2000;

    /// <summary>
    /// A valid clock is moved by more than this only when two messages agree within a minute, five minutes apart: one
    /// wrong gateway must not date what is read, nor close slots of the future. Milliseconds.
    /// </summary>
    private const long StepMax = 3600000;
    private const long StepAgreement = 60000;
    private const long StepConfirmation = 300000;

    private readonly IJournal _journal;
    private readonly SteadyClock _clock;
    private readonly IMachine[] _extras;
    private readonly EventWriter _events;
    private readonly PlanKeeper _plans;
    private readonly ReadingWriter _writer;
    private readonly SlotMachine _slots;
    private readonly OwedDesk _owed;
    private readonly string _name;
    private readonly CborReader _down = new CborReader(new byte[0], 0, 0);
    private readonly byte[] _boots = new byte[4];
    private CustomerDirectory[] _directories = new CustomerDirectory[0];
    private bool _bootKept;
    private bool _bootDue;
    private long _bootRetryAt = long.MaxValue;
    private long _clockRetryAt = long.MaxValue;
    private bool _uncommitted;
    private bool _stepOffered;
    private long _stepOfferedBy;
    private long _stepOfferedAt;
    private JournalWatch _watch;

    /// <param name="name">The concentrator's name: 1 to 32 of A-Z a-z 0-9 - _.</param>
    /// <param name="journal">The journal, opened.</param>
    /// <param name="lines">RS-485 lines, by the index that plans use.</param>
    /// <param name="clock">The wall clock.</param>
    /// <param name="extras">Other machines to step, or null.</param>
    public ConcentratorMachine(string name, IJournal journal, ISerialLine[] lines, IWallClock clock, IMachine[] extras)
    {
        _name = name;
        _journal = journal;
        _clock = clock is SteadyClock steady ? steady : new SteadyClock(clock);
        _extras = extras ?? new IMachine[0];
        _events = new EventWriter(name, journal, _clock);
        _plans = new PlanKeeper(journal, _events, lines.Length);
        _writer = new ReadingWriter(journal);
        Lines = new LineMachine[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            Lines[i] = new LineMachine(lines[i], i, _writer);
        }

        _owed = new OwedDesk(journal, _clock, _events) { Registers = _writer };
        for (var i = 0; i < Lines.Length; i++)
        {
            Lines[i].Owed = new OwedLine(Lines[i], _owed);
            Lines[i].Watch = new LineWatch(i, _owed);
        }

        _slots = new SlotMachine(journal, _clock, _events, _plans, _writer, Lines, _owed);
    }

    /// <summary>The firmware's version, as the boot event tells it.</summary>
    public const string Version = "0.1.0";

    /// <summary>The lines, with what they count.</summary>
    public LineMachine[] Lines { get; }

    /// <summary>Version of the plan in use; −1 when there is none.</summary>
    public int PlanVersion => _plans.InUse == null ? -1 : _plans.InUse.Version;

    Plan IPlanTaker.InUse => _plans.InUse;

    /// <summary>Plans refused since the start.</summary>
    public int PlansRefused => _plans.Refused;

    /// <summary>Why the last one was, of <see cref="PlanRefusal"/>.</summary>
    public int LastPlanRefusal => _plans.LastRefusal;

    /// <summary>True while a slot's window is open.</summary>
    public bool SlotIsOpen => _slots.IsOpen;

    /// <summary>The slot that is open or was last, Unix seconds; 0 when there was none.</summary>
    public long Slot => _slots.Table == null ? 0 : _slots.Table.Slot;

    /// <summary>Meters of the plan.</summary>
    public int Meters => _slots.Table == null ? 0 : _slots.Table.Plan.Meters;

    /// <summary>Meters that have their entry in that slot.</summary>
    public int MetersEntered => _slots.Table == null ? 0 : _slots.Table.Entered;

    /// <summary>Times that the flash refused readings or a commit.</summary>
    public int FlashRefusals => _writer.Refusals;

    /// <summary>Records in the journal that could not be read after the start.</summary>
    public int UnreadableRecords => _slots.Unreadable;

    /// <summary>Obeys commands; null while nobody gave keys.</summary>
    public CommandMachine Commands { get; private set; }

    /// <summary>Commands that are nothing to this firmware.</summary>
    public int CommandsIgnored { get; private set; }

    /// <summary>Times that the wall clock was set.</summary>
    public int ClockSets { get; private set; }

    /// <summary>Times from the gateway that cannot be.</summary>
    public int TimesRefused { get; private set; }

    /// <summary>Times from the gateway that were more than an hour off the valid clock, and not confirmed.</summary>
    public int TimesDoubted { get; private set; }

    /// <inheritdoc/>
    public long NextWake { get; private set; } = long.MaxValue;

    /// <summary>Who pays at the kiosks: each takes the cloud's answers to its own questions, and the first the list of all.</summary>
    public void UseCustomers(CustomerDirectory[] directories)
    {
        _directories = directories;
    }

    /// <inheritdoc/>
    public bool HasMeter(int line, int protocol, byte[] address)
    {
        var plan = _plans.InUse;
        for (var meter = 0; plan != null && meter < plan.Meters; meter++)
        {
            var same = plan.Lines[meter] == line && plan.Template(meter).Protocol == protocol;
            for (var i = 0; i < address.Length && same; i++)
            {
                same = plan.Addresses[Plan.AddressOf(meter) + i] == address[i];
            }

            if (same)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public bool HasMeter(int line, int protocol, string address)
    {
        var wanted = new byte[PlanLimits.AddressBytes];
        var known = MeterProtocols.Find(protocol).PackAddress(address, wanted, 0);
        var plan = _plans.InUse;
        for (var meter = 0; known && plan != null && meter < plan.Meters; meter++)
        {
            if (plan.Lines[meter] == line && plan.Template(meter).Protocol == protocol && MeterProtocols.IsSame(protocol, plan.Addresses, Plan.AddressOf(meter), wanted))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives the keys of meters that want them; before a plan is in use.</summary>
    public void SetMeterSecurity(MeterSecurity security)
    {
        for (var i = 0; i < Lines.Length; i++)
        {
            Lines[i].Security = security;
        }
    }

    /// <summary>Lets somebody ask on all lines, before the plan at every boundary of two questions.</summary>
    public void SetGuest(ILineGuest guest)
    {
        for (var i = 0; i < Lines.Length; i++)
        {
            Lines[i].Guest = guest;
        }
    }

    /// <summary>Gives it what commands need, before <see cref="Start"/>.</summary>
    /// <param name="keys">The device's keys.</param>
    /// <param name="restart">Restarts the device; null where nothing can.</param>
    public void UseCommands(ICommandKeys keys, IRestart restart)
    {
        Commands = new CommandMachine(_name, _journal, _clock, keys, restart, this, Lines.Length);
        SetGuest(Commands);
    }

    /// <summary>Has it told how long the journal lasts.</summary>
    /// <param name="space">The journal, or what is behind it.</param>
    /// <param name="now">Milliseconds since this start of the device.</param>
    public void WatchJournal(IJournalSpace space, long now) => _watch = new JournalWatch(space, _journal, _events, now);

    /// <summary>Begins: journals the boot event, takes the plan and the slots up where they were.</summary>
    /// <param name="now">Milliseconds since this start of the device.</param>
    public void Start(long now)
    {
        var boots = 1L;
        var state = _journal.GetState(StateKeys.Boots);
        if (state != null)
        {
            for (var i = 0; i < state.Length; i++)
            {
                boots += (long)state[i] << (8 * i);
            }
        }

        for (var i = 0; i < _boots.Length; i++)
        {
            _boots[i] = (byte)(boots >> (8 * i));
        }

        _bootKept = false;
        _bootDue = true;
        _clock.Start(now);
        _slots.Start(now);
        if (_slots.IsAhead)
        {
            _clock.Doubt();
        }

        if (Commands != null)
        {
            Commands.Start(now);
        }

        Step(now);
    }

    /// <inheritdoc/>
    public void Step(long now)
    {
        _clock.Step(now);
        if (_clock.HasChanged)
        {
            TellClock(now);
        }

        if (_bootDue)
        {
            TellBoot(now);
        }

        if (_uncommitted)
        {
            _uncommitted = !_writer.Commit(now);
        }

        _slots.Step(now);
        if (Commands != null)
        {
            Commands.Step(now);
        }

        for (var i = 0; i < Lines.Length; i++)
        {
            Lines[i].Step(now);
        }

        _writer.Step(now);
        _owed.Step(now);
        if (_watch != null)
        {
            _watch.Step(now);
        }

        for (var i = 0; i < _extras.Length; i++)
        {
            _extras[i].Step(now);
        }

        Schedule();
    }

    /// <summary>Counts the start and tells of it, each once, as soon as the flash takes it.</summary>
    private void TellBoot(long now)
    {
        _bootKept = _bootKept || _journal.SetState(StateKeys.Boots, _boots);
        if (_bootKept)
        {
            var boots = 0L;
            for (var i = _boots.Length - 1; i >= 0; i--)
            {
                boots = (boots << 8) + _boots[i];
            }

            _events.Begin("boot", boots, 1).WriteText(Version);
            _bootDue = !_events.AppendAlways(now);
            _uncommitted |= !_bootDue;
        }

        _bootRetryAt = _bootDue ? now + LineLimits.FlashRetry : long.MaxValue;
    }

    /// <summary>Tells that the time was set, or would have jumped: what was read before it was known is dated by this.</summary>
    private void TellClock(long now)
    {
        var detail = _events.Begin("clock", _clock.ChangedAt, 3);
        detail.WriteUInt((ulong)_clock.ChangedAt);
        if (_clock.Before < 0)
        {
            detail.WriteNull();
        }
        else
        {
            detail.WriteInt(_clock.Before);
        }

        if (_clock.After < 0)
        {
            detail.WriteNull();
        }
        else
        {
            detail.WriteInt(_clock.After);
        }

        if (_events.AppendAlways(now))
        {
            _clock.Told();
            _uncommitted = true;
        }

        _clockRetryAt = _clock.HasChanged ? now + LineLimits.FlashRetry : long.MaxValue;
    }

    /// <inheritdoc/>
    public void OnPlan(byte[] payload, int offset, int count)
    {
        _plans.Offer(payload, offset, count);
        NextWake = 0;
    }

    /// <summary>Sets the wall clock when it is not valid, or off by more than two seconds; by more than an hour only when told twice.</summary>
    public void OnTime(long unixMilliseconds)
    {
        if (unixMilliseconds is < TimeMin or > TimeMax)
        {
            TimesRefused++;
            return;
        }

        if (_clock.IsValid)
        {
            var off = unixMilliseconds - _clock.UnixMilliseconds;
            if ((off is > StepMax or < -StepMax) && !IsConfirmed(off))
            {
                TimesDoubted++;
                return;
            }

            _stepOffered = false;
            if (off is <= TimeTolerance and >= -TimeTolerance)
            {
                return;
            }
        }

        _clock.Set(unixMilliseconds);
        ClockSets++;
        NextWake = 0;
    }

    /// <inheritdoc/>
    public bool OnRenew()
    {
        // What was read without the time is dated by a clock event of the same epoch.
        if (!_clock.IsValid || _clock.HasChanged)
        {
            return false;
        }

        _slots.Renew();
        return true;
    }

    /// <inheritdoc/>
    public void OnCommand(byte[] payload, int offset, int count)
    {
        // :: [1, id, type, …]
        _down.Reset(payload, offset, count);
        _down.ReadArray();
        _down.ReadUInt();
        _down.ReadUInt();
        var type = _down.ReadUInt();
        if (!_down.Failed && type is >= CommandType.FirstOfKiosks and <= CommandType.LastOfKiosks)
        {
            OnCustomers(type, payload, _down.Position, offset + count - _down.Position);
        }
        else if (Commands == null)
        {
            CommandsIgnored++;
        }
        else
        {
            Commands.Offer(payload, offset, count);
            NextWake = 0;
        }
    }

    private void OnCustomers(ulong type, byte[] payload, int offset, int count)
    {
        if (_directories.Length == 0 || type > CommandType.Customers)
        {
            CommandsIgnored++;
            return;
        }

        // The list is the concentrator's: one directory keeps it for all.
        var last = type == CommandType.Customers ? 1 : _directories.Length;
        for (var i = 0; i < last; i++)
        {
            if (type == CommandType.Customers)
            {
                _directories[i].OnList(payload, offset, count);
            }
            else
            {
                _directories[i].OnAnswer(payload, offset, count);
            }
        }

        NextWake = 0;
    }

    /// <summary>True when an earlier message said the same. The clock itself, valid if wrong, measures the time between.</summary>
    private bool IsConfirmed(long off)
    {
        var wall = _clock.UnixMilliseconds;
        var difference = off - _stepOfferedBy;
        if (_stepOffered && difference is <= StepAgreement and >= -StepAgreement)
        {
            return wall - _stepOfferedAt >= StepConfirmation;
        }

        _stepOffered = true;
        _stepOfferedBy = off;
        _stepOfferedAt = wall;
        return false;
    }

    private void Schedule()
    {
        var wake = _slots.NextWake < _writer.NextWake ? _slots.NextWake : _writer.NextWake;
        wake = _clockRetryAt < wake ? _clockRetryAt : wake;
        wake = _bootRetryAt < wake ? _bootRetryAt : wake;
        wake = _owed.NextWake < wake ? _owed.NextWake : wake;
        wake = _watch != null && _watch.NextWake < wake ? _watch.NextWake : wake;
        wake = Commands != null && Commands.NextWake < wake ? Commands.NextWake : wake;
        for (var i = 0; i < Lines.Length; i++)
        {
            wake = Lines[i].NextWake < wake ? Lines[i].NextWake : wake;
        }

        for (var i = 0; i < _extras.Length; i++)
        {
            wake = _extras[i].NextWake < wake ? _extras[i].NextWake : wake;
        }

        NextWake = wake;
    }
}
