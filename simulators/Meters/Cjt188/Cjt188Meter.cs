using Wattline.Simulators.Meters.Load;

namespace Wattline.Simulators.Meters.Cjt188;

/// <summary>
/// A water, gas or heat meter of CJ/T 188, with a valve (2004: clauses 7 and annex A; 2018 keeps the frame). Volume
/// follows the load: 10 L to the kWh. Passive: time comes with the bytes. Not safe for two threads.
/// </summary>
public sealed class Cjt188Meter : ILineSlave
{
    private const byte Any = 0xAA, OpenValve = 0x55, CloseValve = 0x99;
    private const long PauseMicros = 500_000;

    private readonly Cjt188Settings _settings;
    private readonly MeteredLoad _load;
    private readonly byte[] _address;
    private readonly List<byte> _pending = [];
    private readonly long _settled;
    private long _lastMicros;

    /// <summary>A meter that starts to count at time 0.</summary>
    public Cjt188Meter(Cjt188Settings settings, MeteredLoad load)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(load);
        if (settings.Address.Length != 14 || !settings.Address.All(char.IsAsciiDigit))
            throw new ArgumentException($"'{settings.Address}' is not an address of 14 digits.", nameof(settings));
        (_settings, _load) = (settings, load);
        _address = Convert.FromHexString(settings.Address);
        Array.Reverse(_address);
        _settled = Hundredths(0);
    }

    /// <summary>The address, 14 digits.</summary>
    public string Address => _settings.Address;

    /// <summary>Microseconds from the end of a request to the answer.</summary>
    public long AnswerDelayMicros { get; set; } = 50_000;

    /// <summary>True while it hears and answers nothing.</summary>
    public bool IsDead { get; set; }

    /// <summary>The valve.</summary>
    public bool IsValveClosed { get; private set; }

    /// <summary>Commands to the valve that were obeyed.</summary>
    public int ValveMoves { get; private set; }

    /// <summary>Volume, 0.01 m3; of a heat meter the heat, 0.01 kWh.</summary>
    public long Hundredths(long micros) => _load.WattHoursAt(micros) / 10 % 100_000_000;

    /// <inheritdoc/>
    public MeterAnswer? Hear(ReadOnlySpan<byte> bytes, long nowMicros)
    {
        if (nowMicros - _lastMicros > PauseMicros)
            _pending.Clear();
        _lastMicros = nowMicros;
        _pending.AddRange(bytes);
        byte[]? answer = null;
        while (Cjt188Frame.Find(_pending.ToArray(), out var used) is { } frame)
        {
            _pending.RemoveRange(0, used);
            answer = AnswerTo(frame, nowMicros)?.ToBytes(_settings.Preamble) ?? answer;
        }
        if (_pending.Count > 512)
            _pending.RemoveRange(0, 256);
        return answer is null || IsDead ? null : new MeterAnswer(answer, AnswerDelayMicros);
    }

    private Cjt188Frame? AnswerTo(Cjt188Frame asked, long nowMicros)
    {
        var isWild = asked.Address.All(b => b == Any);
        var isMine = asked.Address.AsSpan().SequenceEqual(_address);
        if ((!isMine && !isWild) || (asked.Type != Any && asked.Type != _settings.Type) || asked.Data.Length < 3 || (asked.Control & 0xC0) != 0)
            return null;
        // By the standard the low byte comes first; the answer keeps the order of the question, or the meter's own.
        var lowFirst = asked.Data[1] is 0x90 or 0x81 or 0xA0 || asked.Data[1] is 0xD1;
        var identifier = lowFirst ? (asked.Data[1] << 8) | asked.Data[0] : (asked.Data[0] << 8) | asked.Data[1];
        var serial = asked.Data[2];
        return (asked.Control, identifier) switch
        {
            (0x01, 0x901F) => Answer(0x81, 0x901F, _settings.IsHeat ? Heat(nowMicros) : Volume(nowMicros)),
            (0x01, >= 0xD120 and <= 0xD12B) when !_settings.IsHeat => Answer(0x81, identifier, [.. Bcd(_settled, 4), 0x2C]),
            (0x03, 0x810A) => Answer(0x83, 0x810A, []),
            (0x04, 0xA017) when isMine && asked.Type == _settings.Type && asked.Data.Length == 4 && !_settings.IsHeat => Valve(asked.Data[3]),
            (0x01 or 0x03 or 0x04, _) => new Cjt188Frame(_settings.Type, _address, (byte)(asked.Control | 0xC0), [serial, .. Status()]),
            _ => null,
        };

        Cjt188Frame? Valve(byte wanted)
        {
            if (wanted is not (OpenValve or CloseValve))
                return new Cjt188Frame(_settings.Type, _address, 0xC4, [serial, .. Status()]);
            IsValveClosed = wanted == CloseValve;
            ValveMoves++;
            return Answer(0x84, 0xA017, Status());
        }

        Cjt188Frame Answer(byte control, int id, byte[] data)
        {
            var low = _settings.TurnsIdentifier ? !lowFirst : lowFirst;
            byte[] head = low ? [(byte)id, (byte)(id >> 8), serial] : [(byte)(id >> 8), (byte)id, serial];
            return new Cjt188Frame(_settings.Type, _address, control, [.. head, .. data]);
        }
    }

    private byte[] Volume(long micros) =>
        [.. Bcd(Hundredths(micros), 4), 0x2C, .. Bcd(_settled, 4), 0x2C, .. Clock(micros), .. Status()];

    private byte[] Heat(long micros)
    {
        var heat = Hundredths(micros);
        var power = _load.WattsAt(micros) / 10;
        return
        [
            .. Counter(_settled, 0x05), .. Counter(heat, 0x05), .. Counter(power, 0x17), .. Counter(power * 10, 0x35), .. Counter(heat / 3, 0x2C),
            .. Bcd(6250, 3), .. Bcd(4075, 3), .. Bcd(micros / 3_600_000_000 % 1_000_000, 3), .. Clock(micros), .. Status(),
        ];
    }

    private byte[] Counter(long value, byte unit) => _settings.UnitFirst ? [unit, .. Bcd(value, 4)] : [.. Bcd(value, 4), unit];

    private byte[] Status() => [(byte)(IsValveClosed ? 1 : 0), 0];

    private byte[] Clock(long micros)
    {
        var shown = _settings.Start.AddMicroseconds(micros);
        return [.. new[] { shown.Second, shown.Minute, shown.Hour, shown.Day, shown.Month, shown.Year % 100, shown.Year / 100 }.Select(n => Bcd(n, 1)[0])];
    }

    private static byte[] Bcd(long number, int bytes)
    {
        var digits = new byte[bytes];
        for (var i = 0; i < bytes; i++, number /= 100)
            digits[i] = (byte)((number / 10 % 10 << 4) | (number % 10));
        return digits;
    }
}
