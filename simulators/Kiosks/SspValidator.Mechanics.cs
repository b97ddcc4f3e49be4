using Wattline.Simulators.Kiosks.Ssp;

namespace Wattline.Simulators.Kiosks;

public sealed partial class SspValidator
{
    // LAST_REJECT codes of the ITL manual.
    private const byte Accepted = 0x00, NotRecognised = 0x05, Inhibited = 0x06, RejectedByHost = 0x08;

    private Stage _stage;
    private Note? _note;
    private long _stageEndsMicros = long.MaxValue;
    private bool _escrowTold;

    private enum Stage { Idle, Reading, Escrow, ToCredit, ToBox, Returning, JammedSafe, JammedUnsafe }

    /// <summary>False between <see cref="PowerCut"/> and <see cref="PowerUp"/>.</summary>
    public bool HasPower { get; private set; } = true;

    /// <summary>True when a note may be inserted: enabled, polled within 10 s, nothing in the path, no credit unconfirmed.</summary>
    public bool IsOpen => HasPower && _isEnabled && _acceptedChannels != 0 && _stage == Stage.Idle && !IsBoxFull
        && _unacknowledged.Count == 0 && _now - _lastPollMicros <= KioskLimits.PollMicrosMax;

    /// <summary>When something happens by itself next; <see cref="long.MaxValue"/> when nothing does.</summary>
    public long NextWakeMicros =>
        !HasPower ? long.MaxValue : _stage == Stage.Escrow ? _lastPollMicros + KioskLimits.PollMicrosMax + 1 : _stageEndsMicros;

    private bool IsBoxFull => _notes.Count >= _settings.BoxNotes && _notes.Count(note => note.Fate == NoteFate.InBox) >= _settings.BoxNotes;

    /// <summary>A customer offers a note to the mouth.</summary>
    /// <returns>The note when it was drawn in; null when the mouth is closed.</returns>
    public Note? Insert(int channel, string? account, long nowMicros)
    {
        Step(nowMicros);
        if (!IsOpen)
            return null;
        _note = new Note(_notes.Count + 1, channel, _settings.Channels[channel - 1] * 100L, account, nowMicros);
        _notes.Add(_note);
        Enter(Stage.Reading, nowMicros + _settings.ReadMicros);
        return _note;
    }

    /// <summary>Lets the mechanics run up to a time.</summary>
    public void Step(long nowMicros)
    {
        while (NextWakeMicros <= nowMicros)
        {
            _now = Math.Max(_now, NextWakeMicros);
            EndStage();
        }
        _now = Math.Max(_now, nowMicros);
    }

    /// <summary>The power fails at once, wherever a note is.</summary>
    public void PowerCut(long nowMicros)
    {
        Step(nowMicros);
        Forget();
    }

    /// <summary>
    /// The power comes back: the validator tells that it was reset, and clears a note in its path: to the front
    /// before the point of no return, sometimes already into the box, and always into the box after it.
    /// </summary>
    public void PowerUp(long nowMicros)
    {
        _now = Math.Max(_now, nowMicros);
        HasPower = true;
        Tell(SspCode.SlaveReset);
        if (_note is not { } note)
            return;
        // After the credit the sensors often do not know any more which note it was.
        var wasBoxed = _stage == Stage.ToBox;
        var goesToBox = wasBoxed || (_stage is Stage.ToCredit or Stage.JammedUnsafe && _random.Next(2) == 0);
        var told = _stage == Stage.Reading || (wasBoxed && _random.Next(5) == 0) ? 0 : note.Channel;
        if (goesToBox)
        {
            if (!wasBoxed)
                Settle(note, NoteFate.InBox);
            Tell(SspCode.ClearedIntoCashbox, (byte)told);
        }
        else
        {
            Settle(note, NoteFate.Returned);
            Tell(SspCode.ClearedFromFront, (byte)told);
        }
        Enter(Stage.Idle, long.MaxValue);
    }

    // Switches off and on where it stands.
    private void Restart()
    {
        Forget();
        PowerUp(_now);
    }

    private void Forget()
    {
        HasPower = false;
        _receiver.Clear();
        _events.Clear();
        _unacknowledged.Clear();
        (_acceptedChannels, _isEnabled, _lastSequence, _lastPollMicros) = (0, false, -1, long.MinValue / 2);
        _key = null;
    }

    private void EndStage()
    {
        var note = _note!;
        switch (_stage)
        {
            case Stage.Reading when Happens(_settings.MisreadsPerMillion):
                Return(NotRecognised);
                break;
            case Stage.Reading when (_acceptedChannels >> (note.Channel - 1) & 1) == 0:
                Return(Inhibited);
                break;
            case Stage.Reading:
                _escrowTold = false;
                Enter(Stage.Escrow, long.MaxValue);
                break;
            case Stage.Escrow:
                Return(RejectedByHost);
                break;
            case Stage.ToCredit when Happens(_settings.CheatsPerMillion):
                Troubles = Troubles with { Cheats = Troubles.Cheats + 1 };
                Tell(SspCode.FraudAttempt, (byte)note.Channel);
                Settle(note, NoteFate.Returned);
                Enter(Stage.Idle, long.MaxValue);
                break;
            case Stage.ToCredit when Happens(_settings.JamsPerMillion):
                Troubles = Troubles with { Jams = Troubles.Jams + 1 };
                Enter(Stage.JammedUnsafe, _now + _settings.JamMicros);
                break;
            case Stage.ToCredit:
                _lastReject = Accepted;
                Settle(note, NoteFate.InBox);
                Tell(SspCode.NoteCredit, (byte)note.Channel);
                Enter(Stage.ToBox, _now + _settings.StackMicros);
                break;
            case Stage.ToBox:
                Tell(SspCode.Stacked);
                Enter(Stage.Idle, long.MaxValue);
                break;
            case Stage.Returning when Happens(_settings.JamsPerMillion):
                Troubles = Troubles with { Jams = Troubles.Jams + 1 };
                Enter(Stage.JammedSafe, _now + _settings.JamMicros);
                break;
            case Stage.Returning:
                Settle(note, NoteFate.Returned);
                Tell(SspCode.Rejected);
                Enter(Stage.Idle, long.MaxValue);
                break;
            default:
                // Whoever clears a jam switches off and on.
                Restart();
                break;
        }
    }

    private void Accept() => Enter(Stage.ToCredit, _now + _settings.CreditMicros);

    private void Return(byte reason)
    {
        _lastReject = reason;
        Enter(Stage.Returning, _now + _settings.RejectMicros);
    }

    private void Enter(Stage stage, long endsMicros)
    {
        _stage = stage;
        _stageEndsMicros = endsMicros;
        if (stage == Stage.Idle)
            _note = null;
    }

    private void Settle(Note note, NoteFate fate)
    {
        note.Fate = fate;
        note.SettledMicros = _now;
        if (fate == NoteFate.InBox)
        {
            _inBox[note.Channel]++;
            Stacked++;
        }
        else
        {
            _returned[note.Channel]++;
            RejectedCount++;
        }
    }

    private bool Happens(int perMillion) => _random.Next(1_000_000) < perMillion;
}
