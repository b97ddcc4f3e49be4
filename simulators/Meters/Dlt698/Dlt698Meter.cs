using Wattline.Simulators.Meters.Load;

namespace Wattline.Simulators.Meters.Dlt698;

/// <summary>
/// A DL/T 698.45 meter: GET of attributes and of the daily freeze record, broadcast time (clauses 6 and 7). Passive:
/// time comes with the bytes. Not safe for two threads.
/// </summary>
public sealed class Dlt698Meter : ILineSlave
{
    private const int Undefined = 4, TemporaryFailure = 2;
    private const long DayMicros = 86_400_000_000, PauseMicros = 500_000;

    private readonly MeteredLoad _load;
    private readonly byte[] _address;
    private readonly DateTime _start;
    private readonly List<byte> _pending = [];
    private long _lastMicros;

    /// <param name="address">12 digits.</param>
    /// <param name="load">What it measures.</param>
    /// <param name="start">What its clock shows at time 0.</param>
    public Dlt698Meter(string address, MeteredLoad load, DateTime? start = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        (Address, _load, _start) = (address, load, start ?? new DateTime(2026, 3, 1, 8, 0, 0));
        _address = [.. Convert.FromHexString(address).Reverse()];
    }

    /// <summary>12 digits.</summary>
    public string Address { get; }

    /// <summary>Microseconds from the end of a request to the answer.</summary>
    public long AnswerDelayMicros { get; set; } = 50_000;

    /// <summary>True while it hears and answers nothing.</summary>
    public bool IsDead { get; set; }

    /// <summary>Questions that it answers with "temporary failure" from now on.</summary>
    public int BusyAnswers { get; set; }

    /// <summary>True for a meter that speaks through its security module only.</summary>
    public bool IsSecured { get; set; }

    /// <summary>The last time that was broadcast.</summary>
    public DateTime? TimeHeard { get; private set; }

    /// <summary>Forward active energy, 0.01 kWh.</summary>
    public long Hundredths(long micros) => _load.WattHoursAt(micros) / 10;

    /// <inheritdoc/>
    public MeterAnswer? Hear(ReadOnlySpan<byte> bytes, long nowMicros)
    {
        if (nowMicros - _lastMicros > PauseMicros)
            _pending.Clear();
        _lastMicros = nowMicros;
        _pending.AddRange(bytes);
        byte[]? answer = null;
        while (TakeFrame() is { } frame)
            answer = AnswerTo(frame, nowMicros) ?? answer;
        return answer is null || IsDead ? null : new MeterAnswer(answer, AnswerDelayMicros);
    }

    private byte[]? TakeFrame()
    {
        while (_pending.Count > 0)
        {
            if (_pending[0] != 0x68)
            {
                _pending.RemoveAt(0);
                continue;
            }
            if (_pending.Count < 5)
                return null;
            var length = _pending[1] | (_pending[2] << 8);
            if (length is < 11 or > 2046)
            {
                _pending.RemoveAt(0);
                continue;
            }
            if (_pending.Count < length + 2)
                return null;
            var frame = _pending.Take(length + 2).ToArray();
            if (frame[^1] != 0x16 || Dlms.DlmsMeter.Crc(frame.AsSpan(1, length - 2)) != (frame[^3] | (frame[^2] << 8)))
            {
                _pending.RemoveAt(0);
                continue;
            }
            _pending.RemoveRange(0, length + 2);
            return frame;
        }
        return null;
    }

    private byte[]? AnswerTo(byte[] frame, long micros)
    {
        var addressBytes = (frame[4] & 0x0F) + 1;
        var client = frame[5 + addressBytes];
        var apdu = frame.AsSpan(8 + addressBytes, frame.Length - 11 - addressBytes).ToArray();
        var isBroadcast = frame[4] >> 6 == 3;
        var isMine = addressBytes == 6 && frame.AsSpan(5, 6).SequenceEqual(_address);
        if ((frame[3] & 0x80) != 0 || (!isMine && !isBroadcast) || apdu.Length < 8)
            return null;
        if (isBroadcast)
        {
            // ACTION 40007F00 with date_time_s.
            if (apdu[0] == 0x07 && apdu.AsSpan(3, 4).SequenceEqual((byte[])[0x40, 0x00, 0x7F, 0x00]) && apdu.Length >= 15 && apdu[7] == 28)
                TimeHeard = new DateTime((apdu[8] << 8) | apdu[9], apdu[10], apdu[11], apdu[12], apdu[13], apdu[14]);
            return null;
        }
        if (IsSecured)
            return Frame(client, [0x90, 0x00, 0x10, 0x00]);
        byte[] head = [0x85, apdu[1], apdu[2], .. apdu[3..7]];
        if (BusyAnswers > 0)
        {
            BusyAnswers--;
            return Frame(client, [.. head, .. apdu[1] == 3 ? (byte[])[0] : [], 0, TemporaryFailure, 0, 0]);
        }
        return (apdu[0], apdu[1]) switch
        {
            (0x05, 1) => Frame(client, Value(Convert.ToHexString(apdu, 3, 4), micros) is { } value ? [.. head, 1, .. value, 0, 0] : [.. head, 0, Undefined, 0, 0]),
            (0x05, 3) when apdu[3] == 0x50 && apdu[4] == 0x04 => Frame(client, [.. head, .. Freeze(micros), 0, 0]),
            (0x05, 3) => Frame(client, [.. head, 0, 0, Undefined, 0, 0]),
            _ => null,
        };
    }

    private byte[]? Value(string descriptor, long micros) => descriptor switch
    {
        // Total and four tariffs; index 1 is the total alone.
        "00100200" => [1, 5, .. Enumerable.Range(0, 5).SelectMany(i => Number(i == 0 ? Hundredths(micros) : 0))],
        "00100201" => Number(Hundredths(micros)),
        "20000200" => [1, 3, .. Enumerable.Range(1, 3).SelectMany(p => (byte[])[18, (byte)(_load.MillivoltsAt(micros, p) / 100 >> 8), (byte)(_load.MillivoltsAt(micros, p) / 100)])],
        "200F0200" => [18, (byte)(_load.MillihertzAt(micros) / 10 >> 8), (byte)(_load.MillihertzAt(micros) / 10)],
        "40000200" => [28, .. Moment(_start.AddMicroseconds(micros))],
        "40010200" => [9, 6, .. _address.Reverse()],
        _ => null,
    };

    // Columns: the freeze's time and the energy; one row, the last midnight.
    private byte[] Freeze(long micros)
    {
        var midnight = _start.AddMicroseconds(micros).Date;
        var at = Math.Max(0, (long)(midnight - _start).TotalMicroseconds);
        return
        [
            2, 0, 0x20, 0x21, 0x02, 0x00, 0, 0x00, 0x10, 0x02, 0x01,
            1, 1, 28, .. Moment(midnight), .. Number(Hundredths(at > DayMicros * 10_000 ? 0 : at)),
        ];
    }

    private byte[] Frame(byte client, byte[] apdu)
    {
        var length = 15 + apdu.Length;
        byte[] head = [(byte)length, (byte)(length >> 8), 0xC3, 5, .. _address, client];
        byte[] body = [.. WithCrc(head), .. apdu];
        return [0xFE, 0xFE, 0xFE, 0xFE, 0x68, .. WithCrc(body), 0x16];
    }

    private static byte[] Number(long value) => [6, (byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] Moment(DateTime t) => [(byte)(t.Year >> 8), (byte)t.Year, (byte)t.Month, (byte)t.Day, (byte)t.Hour, (byte)t.Minute, (byte)t.Second];

    private static byte[] WithCrc(byte[] bytes)
    {
        var crc = Dlms.DlmsMeter.Crc(bytes);
        return [.. bytes, (byte)crc, (byte)(crc >> 8)];
    }
}
