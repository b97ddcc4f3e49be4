using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Kiosks;

/// <summary>
/// A note validator that speaks SSP. Notes are taken only for an account, each is journalled before it is accepted and
/// credited in the journal before its credit is acknowledged, so that after any crash each note has exactly one fate:
/// credited, returned or suspense. The order of commands is the table in <see cref="SspStep"/>.
/// </summary>
public sealed partial class SspDevice : ICashDevice
{
    private readonly int _device;
    private readonly KioskLedger _ledger;
    private readonly CounterCheck _check;
    private readonly SspEncryption _encryption;
    private readonly SspHost _host;
    private readonly SspSetup _setup = new SspSetup();
    private readonly byte[] _command = new byte[SspLimits.CommandBytesMax];
    private int _state = SspStep.Sync;
    private int _polling = SspStep.Settling;
    private bool _sent;
    private bool _recovering = true;
    private long _wakeAt;
    private long _quietSince;
    private long _noteAt;
    private long _flushAt;
    private long _counter = -1;
    private long _rejected = -1;
    private long _session;
    private string _account;
    private long _valueLeft;
    private bool _close;
    private bool _return;

    /// <param name="device">Its number in records.</param>
    /// <param name="line">The validator's line.</param>
    /// <param name="ledger">Where the money is written down; it is loaded before the first step.</param>
    /// <param name="encryption">For a validator that demands it (eSSP), else null.</param>
    public SspDevice(int device, ISerialLine line, KioskLedger ledger, SspEncryption encryption)
    {
        _device = device;
        _ledger = ledger;
        _check = new CounterCheck(device, ledger, SspLimits.CounterWrap);
        _encryption = encryption;
        _host = new SspHost(line, encryption);
    }

    /// <summary>One of the values of <see cref="SspStep"/>.</summary>
    public int State => _state;

    /// <inheritdoc/>
    public bool IsReady => _state == SspStep.Idle && _account == null && !IsBlocked && !Memory.HasPending && !Wanted && !_reject;

    /// <inheritdoc/>
    public bool IsOpen => _account != null;

    /// <inheritdoc/>
    public bool IsBlocked => _full || _jammed;

    /// <inheritdoc/>
    public long MovedAt => _noteAt;

    /// <summary>The transport, with its counts of noise.</summary>
    public SspHost Transport => _host;

    /// <summary>Times that the validator did not answer at all.</summary>
    public int Silences { get; private set; }

    /// <summary>Replies other than OK to a command that must be obeyed: a poll, a setup, the opening of a session.</summary>
    public int CommandsRefused { get; private set; }

    /// <summary>Times that the validator was found to have restarted.</summary>
    public int Restarts { get; private set; }

    /// <summary>Polls with an event that the table does not know: their rest was not understood.</summary>
    public int UnknownEvents { get; private set; }

    /// <summary>Notes that were sent back at once: no session, no value, or the journal refused.</summary>
    public int NotesRefused { get; private set; }

    /// <summary>Polls that reported a jam.</summary>
    public int Jams { get; private set; }

    /// <summary>Attempts of fraud that the validator reported.</summary>
    public int Frauds { get; private set; }

    /// <summary>Times that the validator's counter stood where no history of ours leads: another validator, or reset.</summary>
    public int CounterJumps => _check.Jumps;

    /// <inheritdoc/>
    public long NextWake => _sent ? _host.Deadline : _wakeAt;

    private DeviceMemory Memory => _ledger.Memory.Of(_device);

    /// <inheritdoc/>
    public void Open(long session, string account, long valueMax)
    {
        _session = session;
        _account = account;
        _valueLeft = valueMax;
        _close = false;
        _return = false;
        _wakeAt = 0;
    }

    /// <inheritdoc/>
    public void Close() => _close = true;

    /// <inheritdoc/>
    public void Return() => _return = true;

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
            if (SspStep.IsPolling(_state) && !MayPoll(now))
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
        _command[0] = (byte)SspStep.Command(_state);
        if (_state == SspStep.Version)
        {
            _command[1] = KioskLimits.ProtocolVersion;
            count = 2;
        }
        else if (_state == SspStep.Inhibit || _state == SspStep.OpenChannels)
        {
            var channels = _state == SspStep.Inhibit ? 0 : _setup.EnabledChannels;
            _command[1] = (byte)channels;
            _command[2] = (byte)(channels >> 8);
            count = 3;
        }
        else if (_state >= SspStep.Generator)
        {
            if (_state == SspStep.Generator)
            {
                _encryption.Begin();
            }
            SspEncryption.Write(_command, 1, 8, _state == SspStep.Generator ? _encryption.Generator
                : _state == SspStep.Modulus ? _encryption.Modulus : _encryption.HostKey);
            count = 9;
        }
        _host.Send(_command, count, now);
        _sent = true;
    }

    private void Go(int state, long at)
    {
        _state = state;
        _wakeAt = at;
        if (SspStep.IsPolling(state))
        {
            _polling = state;
        }
    }

    /// <summary>From the beginning: whatever happened unseen, a note may be in escrow, and no poll may accept it.</summary>
    private void Recover(long at)
    {
        _recovering = true;
        _resetExpected = true;
        _account = null;
        ForgetPoll();
        Go(SspStep.Sync, at);
    }

    /// <summary>Before a poll: what the last one asked for comes first. May change the state, or put the poll off.</summary>
    /// <returns>False when nothing is to be sent now.</returns>
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
            // What is not durable may be acted on neither by a poll, which accepts, nor by an acknowledgement.
            if (Memory.HasPending && _account != null)
            {
                RefuseNote(now);
                return true;
            }
            _wakeAt = _flushAt;
            return false;
        }
        if (now < _wakeAt && _questions > 0)
        {
            return false;
        }
        if (_questions > 0)
        {
            Go(SspStep.Decide, now);
        }
        else if (Acknowledges)
        {
            Go(SspStep.Acknowledge, now);
        }
        else if (_journalRefused)
        {
            RefuseNote(now);
        }
        else if (_reject)
        {
            _reject = false;
            Go(SspStep.RejectNote, now);
        }
        else if (_restarted)
        {
            Recover(now);
        }
        else if (_state == SspStep.Idle && _account != null)
        {
            _noteAt = now;
            Go(_close ? SspStep.Inhibit : SspStep.OpenChannels, now);
        }
        else if (_state == SspStep.Active)
        {
            WatchSession(now);
        }
        return true;
    }

    private void RefuseNote(long now)
    {
        _journalRefused = false;
        _reject = false;
        _account = null;
        NotesRefused++;
        _quietSince = now;
        Go(SspStep.Hold, now);
    }

    private void WatchSession(long now)
    {
        var cancel = _return;
        _return = false;
        if (Memory.HasPending)
        {
            if (now - _noteAt >= KioskLimits.NoteMs)
            {
                Recover(now);
            }
            else if (cancel)
            {
                Go(SspStep.RejectNote, now);
            }
        }
        else if (_close || _full || _jammed || _unknown)
        {
            EndSession(now);
        }
        else if (_disabled)
        {
            // Somebody else's doing: open again.
            _disabled = false;
            Go(SspStep.OpenChannels, now);
        }
    }

    private void EndSession(long now)
    {
        _account = null;
        _quietSince = now;
        Go(SspStep.Inhibit, now);
    }
}
