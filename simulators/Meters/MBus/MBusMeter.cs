using System.Buffers.Binary;
using System.Globalization;
using Wattline.Simulators.Meters.Load;

namespace Wattline.Simulators.Meters.MBus;

/// <summary>
/// A wired M-Bus meter (EN 13757-2 link layer, EN 13757-3 application layer): reset, frame count bit, selection by
/// number with wildcards, readout in one or more telegrams. Passive: time comes with the bytes. Not safe for two threads.
/// </summary>
public sealed class MBusMeter : ILineSlave
{
    private const byte Ack = 0xE5, Start = 0x68, ShortStart = 0x10, Stop = 0x16;
    private const int Selected = 253, Everybody = 254;
    private const long PauseMicros = 300_000, QuietBits = 33;

    private readonly MBusSettings _settings;
    private readonly MeteredLoad _load;
    private readonly byte[] _identity = new byte[8];
    private readonly SlaveEar _ear = new(PauseMicros);
    private int _primary;
    private bool _isSelected;
    private int? _lastBit;
    private int _telegram;
    private byte[] _lastAnswer = [];
    private byte _access;

    /// <summary>A meter that starts to count at time 0.</summary>
    public MBusMeter(MBusSettings settings, MeteredLoad load)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(load);
        if (settings.Number.Length != 8 || !settings.Number.All(char.IsAsciiDigit) || settings.Maker.Length != 3)
            throw new ArgumentException("A number has 8 digits, a maker 3 letters.", nameof(settings));
        (_settings, _load, _primary) = (settings, load, settings.Primary);
        Convert.FromHexString(settings.Number).Reverse().ToArray().CopyTo(_identity, 0);
        var maker = settings.Maker.Aggregate(0, (code, letter) => (code << 5) | (letter - 64));
        BinaryPrimitives.WriteUInt16LittleEndian(_identity.AsSpan(4), (ushort)maker);
        (_identity[6], _identity[7]) = (settings.Version, settings.Medium);
    }

    /// <summary>The number, 8 digits.</summary>
    public string Number => _settings.Number;

    /// <summary>Microseconds from the end of a request to the answer.</summary>
    public long AnswerDelayMicros { get; set; } = 20_000;

    /// <summary>True while it hears and answers nothing.</summary>
    public bool IsDead { get; set; }

    /// <summary>Readouts that say "busy" from now on.</summary>
    public int BusyAnswers { get; set; }

    /// <summary>Energy that it shows, Wh.</summary>
    public long WattHours(long micros) => _load.WattHoursAt(micros);

    /// <inheritdoc/>
    public MeterAnswer? Hear(ReadOnlySpan<byte> bytes, long nowMicros)
    {
        _ear.Take(bytes, nowMicros);
        byte[]? answer = null;
        while (TakeFrame() is { } frame)
            answer = AnswerTo(frame, nowMicros) ?? answer;
        return answer is null || IsDead ? null : new MeterAnswer(answer, AnswerDelayMicros);
    }

    /// <summary>A frame begins after 33 bit times of silence (EN 13757-2, 5.4).</summary>
    public void Tune(int baud, int bitsPerCharacter) => _ear.Tune(baud, bitsPerCharacter, QuietBits * 1_000_000L / baud);

    /// <summary>Control, address and the rest of the next good frame.</summary>
    private byte[]? TakeFrame()
    {
        var pending = _ear.Bytes;
        while (pending.Count > 0)
        {
            int head, count;
            if (pending[0] == ShortStart)
                (head, count) = (1, 2);
            else if (pending[0] == Start && (pending.Count < 4 || (pending[1] == pending[2] && pending[1] >= 3 && pending[3] == Start)))
                (head, count) = (4, pending.Count < 4 ? 255 : pending[1]);
            else
            {
                pending.RemoveAt(0);
                continue;
            }
            if (pending.Count < head + count + 2)
                return null;
            var body = pending.Skip(head).Take(count).ToArray();
            if (pending[head + count] != (byte)body.Sum(b => b) || pending[head + count + 1] != Stop)
            {
                pending.RemoveAt(0);
                continue;
            }
            pending.RemoveRange(0, head + count + 2);
            return body;
        }
        return null;
    }

    private byte[]? AnswerTo(byte[] body, long micros)
    {
        int control = body[0], address = body[1];
        var isMine = address == _primary || address == Everybody || (address == Selected && _isSelected);
        var ci = body.Length > 2 ? body[2] : -1;
        if (control is 0x53 or 0x73 && ci == 0x52 && address == Selected)
        {
            _isSelected = body.Length >= 11 && IsMeant(body.AsSpan(3, 8));
            _lastBit = null;
            _telegram = 0;
            return _isSelected ? [Ack] : null;
        }
        if (control == 0x40 && address == Selected)
        {
            var was = _isSelected;
            _isSelected = false;
            _lastBit = null;
            return was ? [Ack] : null;
        }
        if (!isMine)
            return null;
        switch (control)
        {
            case 0x40:
                _lastBit = null;
                _telegram = 0;
                return [Ack];
            case 0x5B or 0x7B:
                return Readout((control >> 5) & 1, micros);
            case 0x5A or 0x7A:
                return [Ack];
            case 0x53 or 0x73 when ci == 0x50:
                _telegram = 0;
                return [Ack];
            case 0x53 or 0x73 when ci == 0x51 && body.Length == 6 && body[3] == 0x01 && body[4] == 0x7A:
                _primary = body[5];
                return [Ack];
            case 0x53 or 0x73:
                return [Ack];
            default:
                return null;
        }
    }

    private byte[] Readout(int bit, long micros)
    {
        // The same bit again: the answer was lost, and is given again (EN 13757-2, 5.5.5).
        if (_lastBit == bit && _lastAnswer.Length > 0)
            return _lastAnswer;
        if (_lastBit is not null && _lastBit != bit && _settings.Telegrams > 1)
            _telegram = (_telegram + 1) % _settings.Telegrams;
        _lastBit = bit;
        byte address = (byte)_primary;
        if (BusyAnswers > 0)
        {
            BusyAnswers--;
            return _lastAnswer = Long([0x08, address, 0x70, 8]);
        }
        var records = Records(micros);
        var share = (records.Count + _settings.Telegrams - 1) / _settings.Telegrams;
        var part = records.Skip(_telegram * share).Take(share).SelectMany(r => r);
        var isLast = _telegram == _settings.Telegrams - 1;
        return _lastAnswer = Long([0x08, address, 0x72, .. _identity, _access++, 0, 0, 0, .. part, .. isLast ? Array.Empty<byte>() : [0x1F]]);
    }

    private List<byte[]> Records(long micros)
    {
        var energy = _load.WattHoursAt(micros);
        var shown = _settings.Start.AddMicroseconds(micros);
        return
        [
            [0x0C, 0x78, .. Bcd(long.Parse(_settings.Number, CultureInfo.InvariantCulture), 4)],
            [0x06, 0x03, .. Int(energy, 6)],
            [0x04, 0x13, .. Int(energy / 10, 4)],
            [0x04, 0x2B, .. Int(_load.WattsAt(micros), 4)],
            [0x02, 0x5A, .. Int(625, 2)],
            [0x02, 0x5E, .. Int(407, 2)],
            [0x04, 0x6D, .. Clock(shown)],
            [0x44, 0x03, .. Int(_load.WattHoursAt(0), 4)],
            [0x42, 0x6C, .. Day(_settings.Start.Date)],
        ];
    }

    private bool IsMeant(ReadOnlySpan<byte> mask)
    {
        for (var digit = 0; digit < 8; digit++)
        {
            var wanted = (mask[digit / 2] >> (4 * (digit % 2))) & 0xF;
            if (wanted != 0xF && wanted != ((_identity[digit / 2] >> (4 * (digit % 2))) & 0xF))
                return false;
        }
        for (var i = 4; i < 8; i++)
        {
            // FF stands for any maker (two bytes together), version, medium.
            if (mask[i] != 0xFF && mask[i] != _identity[i])
                return false;
        }
        return true;
    }

    private static byte[] Long(byte[] body) =>
        [Start, (byte)body.Length, (byte)body.Length, Start, .. body, (byte)body.Sum(b => b), Stop];

    private static byte[] Int(long value, int bytes) => [.. Enumerable.Range(0, bytes).Select(i => (byte)(value >> (8 * i)))];

    private static byte[] Bcd(long value, int bytes)
    {
        var digits = new byte[bytes];
        for (var i = 0; i < bytes; i++, value /= 100)
            digits[i] = (byte)((value / 10 % 10 << 4) | (value % 10));
        return digits;
    }

    private static byte[] Day(DateTime day) => [(byte)(day.Day | ((day.Year % 100 & 7) << 5)), (byte)(day.Month | (day.Year % 100 >> 3 << 4))];

    private static byte[] Clock(DateTime time) => [(byte)time.Minute, (byte)time.Hour, .. Day(time)];
}
