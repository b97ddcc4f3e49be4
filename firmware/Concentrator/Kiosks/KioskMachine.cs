using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Kiosks;

/// <summary>
/// A kiosk with an SSP note validator. Notes are taken only for an account, each is journalled before it is accepted and
/// credited in the journal before its credit is acknowledged, so that after any crash each note has exactly one fate:
/// credited, returned or suspense. The order of commands is the table in <see cref="KioskState"/>.
/// </summary>
public sealed partial class KioskMachine : IMachine
{
    private readonly IAccountEntry _entry;
    private readonly KioskLedger _ledger;
    private readonly SspHost _host;
    private readonly SspSetup _setup = new SspSetup();
    private readonly byte[] _command = new byte[SspLimits.CommandBytesMax];
    private int _state = KioskState.Sync;
    private int _polling = KioskState.Settling;
    private bool _loaded;
    private bool _sent;
    private bool _recovering = true;
    private long _wakeAt;
    private long _quietSince;
    private long _noteAt;
    private long _flushAt;
    private long _counter = -1;
    private string _account;

    // Entered while the session of somebody who left without a word was still open.
    private string _nextAccount;
    private bool _finish;

    /// <param name="kiosk">The kiosk's name, 1 to 32 ASCII characters; it is in every record.</param>
    /// <param name="index">0 to 7: which of the journal's states is its.</param>
    /// <param name="line">The validator's line.</param>
    /// <param name="entry">Where the account comes from.</param>
    /// <param name="journal">Where the money is written down.</param>
    public KioskMachine(string kiosk, int index, ISerialLine line, IAccountEntry entry, IJournal journal)
    {
        _entry = entry;
        _host = new SspHost(line);
        _ledger = new KioskLedger(kiosk, index, journal);
    }

    /// <summary>One of the values of <see cref="KioskState"/>.</summary>
    public int State => _state;

    /// <summary>True while an account is given and notes may come or are on their way.</summary>
    public bool InSession => _account != null;

    /// <summary>The records, counted since this start.</summary>
    public KioskLedger Ledger => _ledger;

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
    public int CounterJumps { get; private set; }

    /// <summary>Accounts that were not 1 to 32 visible ASCII characters.</summary>
    public int AccountsRefused { get; private set; }

    /// <inheritdoc/>
    public long NextWake => _sent ? _host.Deadline : _wakeAt;

    /// <inheritdoc/>
    public void Step(long now)
    {
        if (!_loaded)
        {
            _ledger.Load();
            _loaded = true;
        }
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
            if (KioskState.IsPolling(_state) && !MayPoll(now))
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
        _command[0] = (byte)KioskState.Command(_state);
        if (_state == KioskState.Version)
        {
            _command[1] = KioskLimits.ProtocolVersion;
            count = 2;
        }
        else if (_state == KioskState.Inhibit || _state == KioskState.OpenChannels)
        {
            var channels = _state == KioskState.Inhibit ? 0 : _setup.EnabledChannels;
            _command[1] = (byte)channels;
            _command[2] = (byte)(channels >> 8);
            count = 3;
        }
        _host.Send(_command, count, now);
        _sent = true;
    }

    private void Go(int state, long at)
    {
        _state = state;
        _wakeAt = at;
        if (KioskState.IsPolling(state))
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
        Go(KioskState.Sync, at);
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
        if (!_ledger.Flush())
        {
            _flushAt = now + KioskLimits.RetryMs;
            // What is not durable may be acted on neither by a poll, which accepts, nor by an acknowledgement.
            if (_ledger.Memory.HasPending && _account != null)
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
            Go(KioskState.Decide, now);
        }
        else if (Acknowledges)
        {
            Go(KioskState.Acknowledge, now);
        }
        else if (_journalRefused)
        {
            RefuseNote(now);
        }
        else if (_reject)
        {
            _reject = false;
            Go(KioskState.RejectNote, now);
        }
        else if (_restarted)
        {
            Recover(now);
        }
        else if (_state == KioskState.Idle)
        {
            TakeAccount(now);
        }
        else if (_state == KioskState.Active)
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
        Go(KioskState.Hold, now);
    }

    private void TakeAccount(long now)
    {
        if (_full || _jammed)
        {
            return;
        }
        var account = _entry.Take();
        if (account == null)
        {
            account = _nextAccount;
        }
        _nextAccount = null;
        if (account == null)
        {
            return;
        }
        if (!IsAccount(account))
        {
            AccountsRefused++;
            return;
        }
        // What was pressed before belonged to nobody.
        _entry.TakeFinish();
        _entry.TakeCancel();
        _finish = false;
        _account = account;
        _ledger.Memory.Session++;
        _noteAt = now;
        Go(KioskState.OpenChannels, now);
    }

    private void WatchSession(long now)
    {
        // Another account is another customer: no further note may be booked to the one who left.
        var next = _entry.Take();
        if (next != null)
        {
            _nextAccount = next;
        }
        _finish |= _entry.TakeFinish() || _nextAccount != null;
        var cancel = _entry.TakeCancel();
        if (_ledger.Memory.HasPending)
        {
            if (now - _noteAt >= KioskLimits.NoteMs)
            {
                Recover(now);
            }
            else if (cancel)
            {
                Go(KioskState.RejectNote, now);
            }
        }
        else if (_finish || _full || _jammed || _unknown || now - _noteAt >= KioskLimits.SessionMs)
        {
            EndSession(now);
        }
        else if (_disabled)
        {
            // Somebody else's doing: open again.
            _disabled = false;
            Go(KioskState.OpenChannels, now);
        }
    }

    private void EndSession(long now)
    {
        _account = null;
        _quietSince = now;
        Go(KioskState.Inhibit, now);
    }

    private static bool IsAccount(string account)
    {
        if (account.Length == 0 || account.Length > KioskLimits.AccountCharsMax)
        {
            return false;
        }
        for (var i = 0; i < account.Length; i++)
        {
            if (account[i] <= ' ' || account[i] > '~')
            {
                return false;
            }
        }
        return true;
    }
}
