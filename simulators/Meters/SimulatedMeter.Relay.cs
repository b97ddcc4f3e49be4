using Wattline.Simulators.Meters.Relay;

namespace Wattline.Simulators.Meters;

/// <summary>The relay behind 1CH (DL/T 645-2007, 7.13), its button, the alarm and keep-power.</summary>
public sealed partial class SimulatedMeter
{
    private const byte TripOrder = 0x1A, AllowOrder = 0x1B, CloseOrder = 0x1C, AlarmOn = 0x2A, AlarmOff = 0x2B, KeepOn = 0x3A, KeepOff = 0x3B;

    private readonly List<MeterRelayMove> _moves = [];
    private readonly List<MeterOrder> _orders = [];
    private long _tripDueMicros = long.MaxValue;
    private bool _relayOrderedOpen;

    /// <summary>Where the relay stands.</summary>
    public RelayState Relay { get; private set; }

    /// <summary>Every change of the relay, in order.</summary>
    public IReadOnlyList<MeterRelayMove> RelayMoves => _moves;

    /// <summary>Every order of 1CH that reached it, in order.</summary>
    public IReadOnlyList<MeterOrder> RelayOrders => _orders;

    /// <summary>True while no trip is obeyed.</summary>
    public bool KeepsPower { get; private set; }

    /// <summary>True while it sounds the alarm.</summary>
    public bool Alarms { get; private set; }

    /// <summary>While true, orders are accepted and the contact does not move.</summary>
    public bool RelayIsStuck { get; set; }

    /// <summary>While true, trips are refused.</summary>
    public bool RefusesTrips { get; set; }

    /// <summary>True when the relay was open at a time.</summary>
    public bool RelayWasOpen(long micros) => StateAt(micros) != RelayState.Closed;

    /// <summary>Where the relay stood at a time.</summary>
    public RelayState StateAt(long micros)
    {
        CatchUp(micros);
        return _moves.FindLast(move => move.Micros <= micros).State;
    }

    /// <summary>Somebody presses the button at the meter: the relay closes where that was allowed.</summary>
    public bool PressButton(long nowMicros)
    {
        CatchUp(nowMicros);
        if (!IsSupplied || Relay != RelayState.Allowed || RelayIsStuck)
            return false;
        Close(nowMicros, RelayCause.Button);
        return true;
    }

    /// <summary>Obeys an order whatever it is allowed by: 1CH after its password, or the security module.</summary>
    /// <returns>0, or the error byte.</returns>
    public byte Obey(byte command, RelayCause cause, long nowMicros)
    {
        switch (command)
        {
            case TripOrder when KeepsPower || RefusesTrips:
                return OtherError;
            case TripOrder:
                _relayOrderedOpen = true;
                if (Relay == RelayState.Allowed)
                    Move(nowMicros, RelayState.Open, cause);
                else if (Relay == RelayState.Closed && _settings.TripDelaySeconds > 0)
                    _tripDueMicros = Math.Min(_tripDueMicros, nowMicros + (_settings.TripDelaySeconds * 1_000_000L));
                else if (Relay == RelayState.Closed)
                    Trip(nowMicros, cause);
                return 0;
            case AllowOrder:
                _tripDueMicros = long.MaxValue;
                _relayOrderedOpen = false;
                if (Relay == RelayState.Open)
                    Move(nowMicros, RelayState.Allowed, RelayCause.AllowClose);
                return 0;
            case CloseOrder when !_settings.ClosesDirectly:
                return OtherError;
            case CloseOrder:
                _tripDueMicros = long.MaxValue;
                _relayOrderedOpen = false;
                if (Relay != RelayState.Closed && !RelayIsStuck)
                    Close(nowMicros, cause == RelayCause.Security ? cause : RelayCause.CloseDirectly);
                return 0;
            case AlarmOn or AlarmOff:
                Alarms = command == AlarmOn;
                return 0;
            case KeepOn or KeepOff:
                KeepsPower = command == KeepOn;
                _tripDueMicros = KeepsPower ? long.MaxValue : _tripDueMicros;
                return 0;
            default:
                return OtherError;
        }
    }

    // PA P0 P1 P2, C0 to C3, N1, N2, then until when it may be obeyed: ss mm hh DD MM YY.
    private MeterAnswer TakeRelayOrder(byte[] data, long nowMicros)
    {
        if (data.Length != 16)
            return Refuse(0x1C, OtherError);
        var error = Rights(data) != 0 ? NotAuthorised
            : TimeOf(data.AsSpan(10)) is not { } until || until < _clock.Shows(nowMicros) ? OtherError
            : Obey(data[8], RelayCause.Trip, nowMicros);
        _orders.Add(new MeterOrder(nowMicros, data[8], error));
        return error == 0 ? Answer(0x1C, []) : Refuse(0x1C, error);
    }

    private void Trip(long micros, RelayCause cause)
    {
        _tripDueMicros = long.MaxValue;
        if (RelayIsStuck || Relay != RelayState.Closed)
            return;
        _load.Cut(micros);
        _registers.Replan(micros);
        Record(0x1D00, SwitchRecord(micros), 0);
        Move(micros, RelayState.Open, cause);
    }

    private void Close(long micros, RelayCause cause)
    {
        _load.Restore(micros);
        _registers.Replan(micros);
        Record(0x1E00, SwitchRecord(micros), 0);
        Move(micros, RelayState.Closed, cause);
    }

    private void Move(long micros, RelayState state, RelayCause cause)
    {
        Relay = state;
        _moves.Add(new MeterRelayMove(micros, state, cause));
    }

    // State Grid's 1D 00 FF nn and 1E 00 FF nn: moment, operator, forward, reverse, quadrants 1 to 4.
    private byte[] SwitchRecord(long micros)
    {
        var record = new BcdWriter();
        record.Second(_clock.Shows(micros));
        record.Bytes(_operator);
        foreach (var kind in (ReadOnlySpan<byte>)[0x01, 0x02, 0x05, 0x06, 0x07, 0x08])
            TryEnergyAt(kind, 0, micros, record);
        return record.Written.ToArray();
    }
}
