using System.Buffers.Binary;
using Wattline.Simulators.Meters.Memory;

namespace Wattline.Simulators.Meters;

/// <summary>What changes a meter: writes, passwords, clearing, freezes, speed (DL/T 645-2007, 7.4 to 7.12).</summary>
public sealed partial class SimulatedMeter
{
    private const int RightsBytes = 8, DefaultBaud = 2400;
    private const ushort Programming = 0x3000, MeterCleared = 0x3001, DemandReset = 0x3002, EventsCleared = 0x3003;

    private readonly SortedDictionary<byte, string> _passwords;
    private readonly byte[] _identifiersWritten = new byte[40];

    /// <summary>The speed it speaks; after a 17H it is the new one once the answer is out.</summary>
    public int Baud { get; private set; } = DefaultBaud;

    /// <summary>While true the key under the cover is pressed: an address can be written.</summary>
    public bool KeyIsPressed { get; set; }

    /// <summary>The module behind 03H; without one 03H is not authorised.</summary>
    public IMeterSecurity? Security { get; set; }

    /// <summary>0 when level, password and operator may do it, else the error byte; the operator is kept for records.</summary>
    private byte Rights(ReadOnlySpan<byte> rights)
    {
        var password = Convert.ToHexString([rights[3], rights[2], rights[1]]);
        if (_settings.RefusesPlainOrders || !_passwords.TryGetValue(rights[0], out var good) || good != password)
            return NotAuthorised;
        _operator = rights[4..8].ToArray();
        return 0;
    }

    private MeterAnswer Write(byte[] data, long nowMicros)
    {
        if (data.Length <= 4 + RightsBytes)
            return Refuse(0x14, OtherError);
        var identifier = BinaryPrimitives.ReadUInt32LittleEndian(data);
        if (Rights(data.AsSpan(4)) is not 0 and var error)
            return Refuse(0x14, error);
        error = SetParameter(identifier, data.AsSpan(4 + RightsBytes), nowMicros);
        if (error != 0)
            return Refuse(0x14, error);
        Array.Copy(_identifiersWritten, 0, _identifiersWritten, 4, 36);
        data.AsSpan(0, 4).CopyTo(_identifiersWritten);
        var record = new BcdWriter();
        record.Second(_clock.Shows(nowMicros));
        record.Bytes(_operator);
        record.Bytes(_identifiersWritten);
        Record(Programming, record.Written.ToArray(), 0);
        return Answer(0x14, []);
    }

    private byte SetParameter(uint identifier, ReadOnlySpan<byte> value, long nowMicros)
    {
        var shown = _clock.Shows(nowMicros);
        switch (identifier)
        {
            case 0x04000101 when value.Length == 4 && TimeOf([0, 0, 0, .. value[1..]]) is { } date:
                TakeClock(date.Date + shown.TimeOfDay, nowMicros);
                return 0;
            case 0x04000102 when value.Length == 3 && TimeOf([.. value, 1, 1, 0]) is { } time:
                TakeClock(shown.Date + time.TimeOfDay, nowMicros);
                return 0;
            case 0x0400010C when value.Length == 7 && TimeOf([.. value[..3], .. value[4..]]) is { } moment:
                TakeClock(moment, nowMicros);
                return 0;
            case 0x04000103 when value.Length == 1 && Digits(value[0]) is var window and >= 1 and <= 60:
                _demand.Extend(nowMicros);
                _demand.WindowMinutes = window;
                return 0;
            case 0x04000901 when value.Length == 1:
                _profileClasses = value[0];
                return 0;
            case >= 0x04000A02 and <= 0x04000A07 when value.Length == 2 && Digits(value[0]) is var minutes and >= 1 and <= 60 && value[1] == 0:
                _memory.ProfileMinutes = minutes;
                _memory.Plan(_clock, nowMicros);
                return 0;
            case 0x04000B01 when value.Length == 2 && Digits(value[0]) is var hour and >= 0 and <= 23 && Digits(value[1]) is var day and >= 1 and <= 28:
                _memory.SettlementDay = (day, hour);
                _memory.Plan(_clock, nowMicros);
                return 0;
            case 0x04000601 when value.Length == 1:
                _combinedActive = value[0];
                return 0;
            case 0x04000101 or 0x04000102 or 0x0400010C or 0x04000103 or 0x04000901 or 0x04000B01 or 0x04000601:
                return OtherError;
            default:
                return NoSuchData;
        }
    }

    private MeterAnswer? WriteAddress(byte[] data)
    {
        if (!KeyIsPressed || data.Length != 6 || data.Any(value => Digits(value) < 0))
            return null;
        data.CopyTo(_address, 0);
        return Answer(0x15, []);
    }

    private MeterAnswer? Freeze(byte[] data, long nowMicros)
    {
        if (FreezePattern.Of(data) is not { } pattern)
            return Refuse(0x16, OtherError);
        if (pattern.IsNow)
        {
            _memory.Freeze(FreezeKind.Instant, _clock.Shows(nowMicros), nowMicros);
        }
        else
        {
            _memory.Timed = pattern;
            _memory.Plan(_clock, nowMicros);
        }
        return Answer(0x16, []);
    }

    private MeterAnswer ChangeSpeed(byte[] data)
    {
        int? baud = data is [var z] ? z switch { 0x04 => 1200, 0x08 => 2400, 0x10 => 4800, 0x20 => 9600, _ => null } : null;
        if (baud is not { } speed)
            return Refuse(0x17, NoSuchSpeed);
        Baud = speed;
        return Answer(0x17, data);
    }

    private MeterAnswer ChangePassword(byte[] data)
    {
        // DI, then level and password before, level and password after.
        if (data.Length != 12 || _settings.RefusesPlainOrders || !_passwords.TryGetValue(data[4], out var before)
            || before != Convert.ToHexString([data[7], data[6], data[5]]) || data[8] < data[4])
            return Refuse(0x18, NotAuthorised);
        _passwords[data[8]] = Convert.ToHexString([data[11], data[10], data[9]]);
        return Answer(0x18, data.AsSpan(8, 4));
    }

    private MeterAnswer ResetDemand(byte[] data, long nowMicros)
    {
        if (data.Length != RightsBytes)
            return Refuse(0x19, OtherError);
        if (Rights(data) is not 0 and var error)
            return Refuse(0x19, error);
        var record = Head(nowMicros);
        for (var phase = 0; phase <= 3; phase++)
            foreach (var kind in (ReadOnlySpan<byte>)[0x01, 0x02, 0x05, 0x06, 0x07, 0x08])
                if (phase == 0)
                    TryDemand(kind, 0, 0, nowMicros, record);
                else
                    record.Missing(8);
        Record(DemandReset, record.Written.ToArray(), 0);
        _demand.Mark(nowMicros, resets: true);
        return Answer(0x19, []);
    }

    private MeterAnswer ClearMeter(byte[] data, long nowMicros)
    {
        if (data.Length != RightsBytes)
            return Refuse(0x1A, OtherError);
        if (Rights(data) is not 0 and var error)
            return Refuse(0x1A, error);
        var record = Head(nowMicros);
        for (var phase = 0; phase <= 3; phase++)
            foreach (var kind in (ReadOnlySpan<byte>)[0x01, 0x02, 0x05, 0x06, 0x07, 0x08])
                if (phase == 0)
                    TryEnergyAt(kind, 0, nowMicros, record);
                else
                    record.Missing(4);
        _registers.Extend(nowMicros);
        _registers.Clear(nowMicros);
        _demand.Mark(nowMicros, resets: true);
        _memory.Clear();
        // How often it was cleared outlives the clearing.
        foreach (var (kind, ring) in _events)
            if (kind != MeterCleared)
                ring.Clear();
        Record(MeterCleared, record.Written.ToArray(), 0);
        return Answer(0x1A, []);
    }

    private MeterAnswer ClearEvents(byte[] data, long nowMicros)
    {
        if (data.Length != RightsBytes + 4)
            return Refuse(0x1B, OtherError);
        if (Rights(data) is not 0 and var error)
            return Refuse(0x1B, error);
        var identifier = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(RightsBytes));
        foreach (var (kind, ring) in _events)
            if (kind is not (MeterCleared or EventsCleared) && (identifier == uint.MaxValue || kind == (ushort)(identifier >> 8)))
                ring.Clear();
        var record = Head(nowMicros);
        record.Bytes(data.AsSpan(RightsBytes));
        Record(EventsCleared, record.Written.ToArray(), 0);
        return Answer(0x1B, []);
    }

    private MeterAnswer Authenticate(byte[] data, long nowMicros)
    {
        if (Security is null || data.Length < 4)
            return Refuse(0x03, NotAuthorised);
        var (good, answer) = Security.Take(this, data, nowMicros);
        if (good)
            return Answer(0x03, answer);
        Counters.Refusals++;
        return Send(0x03 | Abnormal, answer);
    }

    private BcdWriter Head(long nowMicros)
    {
        var record = new BcdWriter();
        record.Second(_clock.Shows(nowMicros));
        record.Bytes(_operator);
        return record;
    }
}
