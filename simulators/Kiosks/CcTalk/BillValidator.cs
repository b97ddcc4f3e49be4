namespace Wattline.Simulators.Kiosks.CcTalk;

/// <summary>A note validator: a note waits in escrow until the host routes it.</summary>
public sealed class BillValidator(CcTalkSettings settings) : CcTalkAcceptor(settings)
{
    private const byte Returned = 1, Unrecognised = 2, Inhibited = 4, JammedInStacker = 7, StackerOk = 10, UnknownStacked = 21;
    private const byte EscrowEmpty = 254;

    private Stage _stage;
    private Note? _note;
    private long _endsMicros = long.MaxValue;
    private bool _hasEscrow;

    private enum Stage { Idle, Reading, Escrow, ToPoint, ToBox, Returning, Jammed }

    /// <summary>Times of jams so far.</summary>
    public int Jams { get; private set; }

    /// <inheritdoc />
    public override long NextWakeMicros => HasPower ? _endsMicros : long.MaxValue;

    private protected override bool IsFree => _stage == Stage.Idle;

    /// <inheritdoc />
    public override void Step(long nowMicros)
    {
        while (NextWakeMicros <= nowMicros)
        {
            NowMicros = Math.Max(NowMicros, NextWakeMicros);
            EndStage(_note!);
        }
        NowMicros = Math.Max(NowMicros, nowMicros);
    }

    private protected override void TakeIn(Note note)
    {
        _note = note;
        Enter(Stage.Reading, Settings.ReadMicros);
    }

    private void EndStage(Note note)
    {
        switch (_stage)
        {
            case Stage.Reading when Happens(Settings.MisreadsPerMillion):
                Tell(0, Unrecognised);
                Enter(Stage.Returning, Settings.ReturnMicros);
                break;
            case Stage.Reading when !Accepts(note.Channel):
                Tell(0, Inhibited);
                Enter(Stage.Returning, Settings.ReturnMicros);
                break;
            case Stage.Reading when _hasEscrow:
                Tell((byte)note.Channel, 1);
                Enter(Stage.Escrow, Settings.EscrowMicros);
                break;
            case Stage.Reading:
                Enter(Stage.ToPoint, Settings.StackMicros / 2);
                break;
            case Stage.Escrow:
                Enter(Stage.Returning, Settings.ReturnMicros);
                break;
            case Stage.ToPoint when Happens(Settings.JamsPerMillion):
                Jams++;
                Tell(0, JammedInStacker);
                Enter(Stage.Jammed, Settings.JamMicros);
                break;
            case Stage.ToPoint:
                Settle(note, NoteFate.InBox);
                Enter(Stage.ToBox, Settings.StackMicros / 2);
                break;
            case Stage.ToBox:
                Tell((byte)note.Channel, 0);
                Rest();
                break;
            case Stage.Returning:
                Settle(note, NoteFate.Returned);
                Tell(0, Returned);
                Rest();
                break;
            default:
                // Whoever clears a jam switches off and on.
                Lose();
                PowerUp(NowMicros);
                Tell(0, StackerOk);
                break;
        }
    }

    // A note that was on its way into the box is sometimes told by its kind, sometimes as unknown, sometimes not at all.
    private protected override void Clear()
    {
        if (_note is { } note)
        {
            var wasBoxed = _stage == Stage.ToBox;
            if (wasBoxed || (_stage is Stage.ToPoint or Stage.Jammed && Random.Next(2) == 0))
            {
                if (!wasBoxed)
                    Settle(note, NoteFate.InBox);
                switch (Random.Next(3))
                {
                    case 0: Tell((byte)note.Channel, 0); break;
                    case 1: Tell(0, UnknownStacked); break;
                    default: break;
                }
            }
            else
            {
                Settle(note, NoteFate.Returned);
                if (Random.Next(2) == 0)
                    Tell(0, Returned);
            }
        }
        _hasEscrow = false;
        Rest();
    }

    private protected override (byte Header, byte[] Data) ObeyOwn(int header, ReadOnlySpan<byte> data)
    {
        switch (header)
        {
            case 157 when data.Length == 1 && data[0] is >= 1 and <= 16:
                return (0, Name(data[0], 4, data[0] > ChannelCount ? 0 : Settings.Values[data[0] - 1] / 100));
            case 156 when data.Length == 2:
                return (0, [100, 0, 2]);
            case 153 when data.Length == 1:
                _hasEscrow = (data[0] & 2) != 0;
                return (0, []);
            case 154 when data.Length == 1 && _stage == Stage.Escrow:
                if (data[0] == 1)
                    Enter(Stage.ToPoint, Settings.StackMicros / 2);
                else if (data[0] == 255)
                    Enter(Stage.Escrow, Settings.EscrowMicros);
                else
                    Enter(Stage.Returning, Settings.ReturnMicros);
                return (0, []);
            case 154 when data.Length == 1:
                return (0, [EscrowEmpty]);
            case 159:
                return (0, Events());
            default:
                return (5, []);
        }
    }

    private void Enter(Stage stage, long micros) => (_stage, _endsMicros) = (stage, NowMicros + micros);

    private void Rest() => (_stage, _endsMicros, _note) = (Stage.Idle, long.MaxValue, null);
}
