namespace Wattline.Simulators.Kiosks.CcNet;

public sealed partial class CcNetValidator
{
    private Stage _stage = Stage.PoweredUp;
    private byte _powerUpCode = 0x10;
    private Note? _note;
    private long _endsMicros = long.MaxValue;

    // After a reset, what becomes of a note that was found.
    private Stage _afterReset = Stage.Ready;

    private enum Stage { PoweredUp, Initialising, Ready, Accepting, Escrow, ToPoint, ToBox, Stacked, Returning, Returned, Rejecting, Jammed }

    /// <summary>Times of jams so far.</summary>
    public int Jams { get; private set; }

    /// <inheritdoc />
    public long NextWakeMicros => HasPower ? _endsMicros : long.MaxValue;

    /// <inheritdoc />
    public void Step(long nowMicros)
    {
        while (NextWakeMicros <= nowMicros)
        {
            _now = Math.Max(_now, NextWakeMicros);
            EndStage();
        }
        _now = Math.Max(_now, nowMicros);
    }

    /// <inheritdoc />
    public void PowerCut(long nowMicros)
    {
        Step(nowMicros);
        Lose();
    }

    /// <inheritdoc />
    public void PowerUp(long nowMicros)
    {
        _now = Math.Max(_now, nowMicros);
        HasPower = true;
        (_powerUpCode, _afterReset) = (0x10, Stage.Ready);
        switch (_stage)
        {
            case Stage.ToBox or Stage.Stacked:
                (_powerUpCode, _afterReset) = (0x12, Stage.Stacked);
                break;
            case Stage.ToPoint or Stage.Jammed when _random.Next(2) == 0:
                Settle(NoteFate.InBox);
                (_powerUpCode, _afterReset) = (0x12, Stage.Stacked);
                break;
            case Stage.ToPoint or Stage.Jammed or Stage.Accepting or Stage.Escrow or Stage.Returning or Stage.Rejecting:
                (_powerUpCode, _afterReset) = (0x11, Stage.Returning);
                break;
            case Stage.PoweredUp or Stage.Initialising when _note is { Fate: NoteFate.InBox }:
                (_powerUpCode, _afterReset) = (0x12, Stage.Stacked);
                break;
            case Stage.PoweredUp or Stage.Initialising when _note is not null:
                (_powerUpCode, _afterReset) = (0x11, Stage.Returning);
                break;
            default:
                _note = null;
                break;
        }
        (_stage, _endsMicros) = (Stage.PoweredUp, long.MaxValue);
    }

    private void Initialise()
    {
        if (_stage is not (Stage.PoweredUp or Stage.Initialising))
        {
            // A reset where it stands is as a power cut.
            PowerCut(_now);
            PowerUp(_now);
        }
        Enter(Stage.Initialising, _settings.InitialiseMicros);
    }

    private void Acknowledged()
    {
        if (!_told || _stage is not (Stage.Stacked or Stage.Returned))
            return;
        _note = null;
        (_stage, _endsMicros) = (Stage.Ready, long.MaxValue);
    }

    private void EndStage()
    {
        switch (_stage)
        {
            case Stage.Initialising when _afterReset == Stage.Returning:
                Enter(Stage.Returning, _settings.ReturnMicros);
                break;
            case Stage.Initialising:
                Rest(_afterReset);
                break;
            case Stage.Accepting when Happens(_settings.MisreadsPerMillion) || (_enabled >> (_note!.Channel - 1) & 1) == 0:
                Enter(Stage.Rejecting, _settings.ReturnMicros);
                break;
            case Stage.Accepting:
                Enter(Stage.Escrow, _settings.EscrowMicros);
                break;
            case Stage.Escrow:
                Enter(Stage.Returning, _settings.ReturnMicros);
                break;
            case Stage.ToPoint when Happens(_settings.JamsPerMillion):
                Jams++;
                Enter(Stage.Jammed, _settings.JamMicros);
                break;
            case Stage.ToPoint:
                Settle(NoteFate.InBox);
                Enter(Stage.ToBox, _settings.StackMicros / 2);
                break;
            case Stage.ToBox:
                Rest(Stage.Stacked);
                break;
            case Stage.Returning:
                Settle(NoteFate.Returned);
                Rest(Stage.Returned);
                break;
            case Stage.Rejecting:
                Settle(NoteFate.Returned);
                _note = null;
                Rest(Stage.Ready);
                break;
            default:
                // Whoever clears a jam switches off and on.
                Lose();
                PowerUp(_now);
                break;
        }
    }

    private void Lose()
    {
        HasPower = false;
        _bytes.Clear();
        (_enabled, _lastPollMicros) = (0, long.MinValue / 2);
    }

    private byte[] State() => _stage switch
    {
        Stage.PoweredUp => [_powerUpCode],
        Stage.Initialising => [0x13],
        Stage.Ready when IsFull => [0x41],
        Stage.Ready => [(byte)(_enabled != 0 ? 0x14 : 0x19)],
        Stage.Accepting => [0x15],
        Stage.Escrow => [0x80, Kind],
        Stage.ToPoint or Stage.ToBox => [0x17],
        Stage.Stacked => [0x81, Kind],
        Stage.Returning => [0x18],
        Stage.Returned => [0x82, Kind],
        Stage.Rejecting => [0x1C, 0x60],
        _ => [0x43],
    };

    private byte Kind => (byte)(_note!.Channel - 1);

    private void Settle(NoteFate fate)
    {
        _note!.Fate = fate;
        _note.SettledMicros = _now;
    }

    private void Enter(Stage stage, long micros) => (_stage, _endsMicros, _told) = (stage, _now + micros, false);

    private void Rest(Stage stage) => (_stage, _endsMicros, _told) = (stage, long.MaxValue, false);

    private bool Happens(int perMillion) => _random.Next(1_000_000) < perMillion;
}
