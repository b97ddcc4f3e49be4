using System.Globalization;
using System.Text;
using Wattline.Simulators.Meters.Load;

namespace Wattline.Simulators.Meters.Iec62056;

/// <summary>
/// A meter of IEC 62056-21 with an optical or serial port, modes A, B and C: sign-on at 300 baud, identification, the
/// acknowledgement with the speed, the data with its block check. It speaks 7E1; on a line of 8N1 the parity is bit 7.
/// </summary>
public sealed class IecMeter : ILineSlave
{
    private static readonly int[] _bauds = [300, 600, 1200, 2400, 4800, 9600, 19200];

    private readonly MeteredLoad _load;
    private readonly string _address;
    private readonly char _speed;
    private readonly List<byte> _pending = [];
    private bool _isSignedOn;

    /// <param name="address">Its address; empty answers everybody.</param>
    /// <param name="speed">Z of the identification: 0 to 6 mode C, A to F mode B, anything else mode A.</param>
    /// <param name="load">What it measures.</param>
    public IecMeter(string address, char speed, MeteredLoad load) => (_address, _speed, _load) = (address, speed, load);

    /// <summary>The speed at which it speaks now.</summary>
    public int Baud { get; private set; } = 300;

    /// <summary>Microseconds from the end of a request to the answer.</summary>
    public long AnswerDelayMicros { get; set; } = 200_000;

    /// <summary>True while it hears and answers nothing.</summary>
    public bool IsDead { get; set; }

    /// <summary>Energy that it shows, Wh.</summary>
    public long WattHours(long micros) => _load.WattHoursAt(micros);

    /// <inheritdoc/>
    public MeterAnswer? Hear(ReadOnlySpan<byte> bytes, long nowMicros)
    {
        foreach (var b in bytes)
            _pending.Add((byte)(b & 0x7F));
        var end = _pending.LastIndexOf((byte)'\n');
        if (end < 0 || IsDead)
        {
            if (_pending.Count > 128)
                _pending.Clear();
            return null;
        }
        var line = Encoding.ASCII.GetString([.. _pending.Take(end + 1)]);
        _pending.RemoveRange(0, end + 1);
        var asked = line.LastIndexOf("/?", StringComparison.Ordinal);
        if (asked >= 0 && line[asked..] is var request && (request == "/?!\r\n" || request == $"/?{_address}!\r\n"))
        {
            Baud = 300;
            _isSignedOn = _speed is >= '0' and <= '6';
            var identification = Even(Encoding.ASCII.GetBytes($"/WTL{_speed}SIM-1\r\n"));
            if (_isSignedOn)
                return new MeterAnswer(identification, AnswerDelayMicros);
            // Modes A and B: the data follow by themselves, in mode B at the speed that was named.
            Baud = _speed is >= 'A' and <= 'F' ? _bauds[_speed - 'A' + 1] : 300;
            return new MeterAnswer((byte[])[.. identification, .. Data(nowMicros)], AnswerDelayMicros);
        }
        var acknowledged = line.LastIndexOf('\x06');
        if (!_isSignedOn || acknowledged < 0 || line.Length != acknowledged + 6 || line[acknowledged + 1] != '0' || line[acknowledged + 3] != '0')
            return null;
        _isSignedOn = false;
        Baud = _bauds[Math.Clamp(line[acknowledged + 2] - '0', 0, 6)];
        return new MeterAnswer(Data(nowMicros), AnswerDelayMicros);
    }

    private byte[] Data(long micros)
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $"F.F(00000000)\r\n0.0.0({(_address.Length > 0 ? _address : "00000001")})\r\n1.8.0({_load.WattHoursAt(micros) / 1000m:000000.000}*kWh)\r\n2.8.0(000000.000*kWh)\r\n32.7.0({_load.MillivoltsAt(micros, 1) / 1000m:000.0}*V)\r\n16.7.0({_load.WattsAt(micros) / 1000m:000.000}*kW)\r\n!\r\n\x03");
        var body = Encoding.ASCII.GetBytes(text);
        return Even([0x02, .. body, body.Aggregate((byte)0, (check, b) => (byte)(check ^ b))]);
    }

    private static byte[] Even(byte[] bytes) =>
        [.. bytes.Select(b => (byte)(b | (byte.PopCount(b) % 2 << 7)))];
}
