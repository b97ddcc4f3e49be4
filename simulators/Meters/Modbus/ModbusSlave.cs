using System.Buffers.Binary;

namespace Wattline.Simulators.Meters.Modbus;

/// <summary>
/// A Modbus RTU slave with input and holding registers (application protocol 1.1b3, serial line 1.02), read-only.
/// Passive: time comes with the bytes. Not safe for two threads.
/// </summary>
public sealed class ModbusSlave : ILineSlave
{
    private const int IllegalFunction = 1, IllegalAddress = 2, IllegalValue = 3;
    private const long PauseMicros = 50_000, FixedPauseMicros = 1_750;
    private const int FixedPauseBaud = 19_200;

    private readonly RegisterBank? _input;
    private readonly RegisterBank? _holding;
    private readonly SlaveEar _ear = new(PauseMicros);

    /// <param name="address">1 to 247.</param>
    /// <param name="input">What function 4 reads; null: the function is not there.</param>
    /// <param name="holding">What function 3 reads.</param>
    public ModbusSlave(int address, RegisterBank? input, RegisterBank? holding)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(address, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address, 247);
        (Address, _input, _holding) = (address, input, holding);
    }

    /// <summary>1 to 247.</summary>
    public int Address { get; }

    /// <summary>Microseconds from the end of a request to the answer; SDM230 takes 50 to 64 ms.</summary>
    public long AnswerDelayMicros { get; set; } = 50_000;

    /// <summary>True while it hears and answers nothing.</summary>
    public bool IsDead { get; set; }

    /// <summary>Questions that it answers with an exception from now on.</summary>
    public int BusyAnswers { get; set; }

    /// <summary>Requests to this address that it answered.</summary>
    public int Requests { get; private set; }

    /// <inheritdoc/>
    public MeterAnswer? Hear(ReadOnlySpan<byte> bytes, long nowMicros)
    {
        _ear.Take(bytes, nowMicros);
        var pending = _ear.Bytes;
        byte[]? answer = null;
        while (pending.Count >= 4)
        {
            var length = LengthOf(pending);
            if (length > pending.Count)
                break;
            if (length == 0 || !IsWhole(pending, length))
            {
                pending.RemoveAt(0);
                continue;
            }
            answer = AnswerTo([.. pending.Take(length)], nowMicros) ?? answer;
            pending.RemoveRange(0, length);
        }
        return answer is null || IsDead ? null : new MeterAnswer(answer, AnswerDelayMicros);
    }

    /// <summary>A frame begins after 3.5 characters of silence, or 1.75 ms above 19200 baud (serial line 2.5.1.1).</summary>
    public void Tune(int baud, int bitsPerCharacter) =>
        _ear.Tune(baud, bitsPerCharacter, baud > FixedPauseBaud ? FixedPauseMicros : bitsPerCharacter * 3_500_000L / baud);

    /// <summary>Answers a request without its CRC, as Modbus TCP carries it; null when it is for another.</summary>
    internal byte[]? AnswerPdu(ReadOnlySpan<byte> unitAndPdu, long nowMicros)
    {
        if (unitAndPdu.Length < 2 || unitAndPdu[0] != Address || IsDead)
            return null;
        Requests++;
        var function = unitAndPdu[1];
        if (BusyAnswers > 0)
        {
            BusyAnswers--;
            return Exception(function, 6);
        }
        var bank = function switch { 3 => _holding, 4 => _input, _ => null };
        if (bank is null)
            return Exception(function, IllegalFunction);
        if (unitAndPdu.Length != 6)
            return Exception(function, IllegalValue);
        int start = BinaryPrimitives.ReadUInt16BigEndian(unitAndPdu[2..]), count = BinaryPrimitives.ReadUInt16BigEndian(unitAndPdu[4..]);
        if (count < 1 || count > bank.ReadMax)
            return Exception(function, IllegalValue);
        return bank.Read(start, count, nowMicros) is { } values
            ? [(byte)Address, function, (byte)values.Length, .. values]
            : Exception(function, IllegalAddress);
    }

    /// <summary>The CRC as the standard's appendix computes it, by a table-free loop over bits.</summary>
    public static ushort Crc(ReadOnlySpan<byte> bytes)
    {
        ushort register = 0xFFFF;
        foreach (var value in bytes)
        {
            register ^= value;
            for (var i = 0; i < 8; i++)
            {
                var carry = register & 1;
                register >>= 1;
                if (carry == 1)
                    register ^= 0xA001;
            }
        }
        return register;
    }

    /// <summary>Adds the CRC.</summary>
    public static byte[] Framed(ReadOnlySpan<byte> body)
    {
        var crc = Crc(body);
        return [.. body, (byte)crc, (byte)(crc >> 8)];
    }

    private byte[]? AnswerTo(byte[] frame, long nowMicros) =>
        AnswerPdu(frame.AsSpan(0, frame.Length - 2), nowMicros) is { } body ? Framed(body) : null;

    private byte[] Exception(byte function, byte code) => [(byte)Address, (byte)(function | 0x80), code];

    // What another slave answers passes by as well; it ends with the next pause.
    private static int LengthOf(List<byte> bytes) => bytes[1] switch
    {
        >= 1 and <= 6 => 8,
        15 or 16 => bytes.Count < 7 ? 9 : 9 + bytes[6],
        7 or 11 or 12 or 17 => 4,
        8 => 8,
        _ => 0,
    };

    private static bool IsWhole(List<byte> pending, int length)
    {
        var frame = pending.Take(length).ToArray();
        var crc = Crc(frame.AsSpan(0, length - 2));
        return frame[^2] == (byte)crc && frame[^1] == (byte)(crc >> 8);
    }
}
