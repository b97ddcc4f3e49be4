using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Kiosks;

/// <summary>
/// A note validator that speaks CCNET. Its states are told by polls; "stacked" and "returned" are said until the host
/// acknowledges them, which it does when they are journalled. The order of commands is <see cref="CcNetStep"/>.
/// </summary>
public sealed partial class CcNetDevice : ICashDevice
{
    private readonly int _device;
    private readonly KioskLedger _ledger;
    private readonly CcNetHost _host;
    private readonly CounterCheck _check;
    private readonly byte[] _command = new byte[CcNetLimits.CommandBytesMax];
    private int _step = CcNetStep.Find;
    private int _polling = CcNetStep.Settling;
    private bool _sent;
    private long _wakeAt;
    private long _quietSince;
    private long _flushAt;
    private long _session;
    private string _account;
    private long _valueLeft;
    private bool _open;
    private bool _close;
    private bool _return;
    private bool _stack;
    private bool _reset;
    private bool _ackDue;
    private bool _blocked;
    private bool _wasInValidator;

    /// <param name="device">Its number in records.</param>
    /// <param name="line">The validator's line.</param>
    /// <param name="ledger">Where the money is written down; it is loaded before the first step.</param>
    public CcNetDevice(int device, ISerialLine line, KioskLedger ledger)
    {
        _device = device;
        _ledger = ledger;
        _host = new CcNetHost(line);
        _check = new CounterCheck(device, ledger, long.MaxValue);
    }

    /// <summary>One of the values of <see cref="CcNetStep"/>.</summary>
    public int State => _step;

    /// <inheritdoc/>
    public bool IsReady => _step == CcNetStep.Idle && !_open && !_blocked && !Memory.HasPending && !_ackDue && !_stack && !_return && !_reset;

    /// <inheritdoc/>
    public bool IsOpen => _open;

    /// <inheritdoc/>
    public bool IsBlocked => _blocked;

    /// <inheritdoc/>
    public long MovedAt { get; private set; }

    /// <summary>The transport, with its counts of noise.</summary>
    public CcNetHost Transport => _host;

    /// <summary>Times that the device did not answer at all.</summary>
    public int Silences { get; private set; }

    /// <summary>Times that the device was found to have started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Notes that were sent back at once: no session, no value, or the journal refused.</summary>
    public int NotesRefused { get; private set; }

    /// <summary>Polls that reported a jam.</summary>
    public int Jams { get; private set; }

    /// <summary>Attempts of fraud that it reported.</summary>
    public int Frauds { get; private set; }

    /// <summary>States that are not in the table.</summary>
    public int UnknownStates { get; private set; }

    /// <inheritdoc/>
    public long NextWake => _sent ? _host.Deadline : _wakeAt;

    private DeviceMemory Memory => _ledger.Memory.Of(_device);

    /// <inheritdoc/>
    public void Open(long session, string account, long valueMax)
    {
        _session = session;
        _account = account;
        _valueLeft = valueMax;
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
            _host.Step(now);
            if (_sent)
            {
                if (_host.State == SspState.Waiting)
                {
                    return;
                }
                _sent = false;
                if (_host.State == SspState.Silent)
                {
                    Silences++;
                    Recover(now + KioskLimits.RetryMs);
                }
                else
                {
                    TakeReply(now);
                }
            }
            if ((CcNetStep.IsPolling(_step) || _step == CcNetStep.Find) && !MayPoll(now))
            {
                return;
            }
            if (now < _wakeAt)
            {
                return;
            }
            Send(now);
        }
    }

    private void Send(long now)
    {
        var count = 1;
        _command[0] = (byte)CcNetStep.Command(_step);
        if (_step == CcNetStep.Enable || _step == CcNetStep.Disable)
        {
            var kinds = _step == CcNetStep.Enable ? EnabledChannels : 0;
            for (var i = 0; i < 3; i++)
            {
                // Two masks of three bytes, highest first: taken, and taken with escrow.
                _command[1 + i] = (byte)(kinds >> (8 * (2 - i)));
                _command[4 + i] = _command[1 + i];
            }
            count = 7;
        }
        _host.Send(_command, count, now);
        _sent = true;
    }

    private void Go(int step, long at)
    {
        _step = step;
        _wakeAt = at;
        if (CcNetStep.IsPolling(step))
        {
            _polling = step;
        }
    }

    private void Recover(long at)
    {
        _open = false;
        _close = false;
        _stack = false;
        _return = false;
        _reset = false;
        _ackDue = false;
        _polling = CcNetStep.Settling;
        Go(CcNetStep.Find, at);
    }

    /// <summary>Before a poll: what the last one asked for comes first, and nothing while the journal does not hold it.</summary>
    private bool MayPoll(long now)
    {
        if (now < _flushAt)
        {
            _wakeAt = _wakeAt < _flushAt ? _flushAt : _wakeAt;
            return false;
        }
        if (!_ledger.Flush(now))
        {
            _flushAt = now + KioskLimits.RetryMs;
            _close |= _open;
            if (_stack)
            {
                // The escrow is not durable, so the note is not accepted.
                _stack = false;
                Go(CcNetStep.Return, now);
                return true;
            }
            _wakeAt = _flushAt;
            return false;
        }
        if (_ackDue)
        {
            // Journalled: the device need not say it again.
            _ackDue = false;
            _host.Acknowledge();
            var quiet = now + CcNetLimits.AfterAckMs;
            _wakeAt = _wakeAt < quiet ? quiet : _wakeAt;
        }
        if (now < _wakeAt && (_stack || _return || _reset))
        {
            return false;
        }
        if (_stack)
        {
            _stack = false;
            Go(CcNetStep.Stack, now);
        }
        else if (_return)
        {
            _return = false;
            Go(_step == CcNetStep.Find ? CcNetStep.ReturnFound : CcNetStep.Return, now);
        }
        else if (_reset)
        {
            _reset = false;
            Restarts++;
            Recover(now);
            Go(CcNetStep.Reset, now);
        }
        else if (_step == CcNetStep.Idle && _open)
        {
            MovedAt = now;
            Go(_close ? CcNetStep.Disable : CcNetStep.Enable, now);
            _open = !_close;
        }
        else if (_step == CcNetStep.Active)
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
                Go(CcNetStep.Disable, now);
            }
        }
        return true;
    }
}
