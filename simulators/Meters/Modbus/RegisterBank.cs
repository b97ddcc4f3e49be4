using System.Buffers.Binary;

namespace Wattline.Simulators.Meters.Modbus;

/// <summary>The registers that a Modbus meter has: values at addresses, each over a number of registers. What is not here does not exist.</summary>
public sealed class RegisterBank
{
    private readonly Dictionary<int, (int First, Func<long, byte[]> Value)> _registers = [];

    /// <summary>The most registers that this meter gives in one answer.</summary>
    public int ReadMax { get; init; } = 125;

    /// <summary>True where 32-bit values have the low word first.</summary>
    public bool LowWordFirst { get; init; }

    /// <summary>IEEE 754, two registers.</summary>
    public RegisterBank Real(int address, Func<long, double> value) =>
        Add(address, 2, at => { var bytes = new byte[4]; BinaryPrimitives.WriteSingleBigEndian(bytes, (float)value(at)); return bytes; });

    /// <summary>16 bits.</summary>
    public RegisterBank OneWord(int address, Func<long, long> value) =>
        Add(address, 1, at => { var bytes = new byte[2]; BinaryPrimitives.WriteInt16BigEndian(bytes, unchecked((short)value(at))); return bytes; });

    /// <summary>32 bits, two registers.</summary>
    public RegisterBank TwoWords(int address, Func<long, long> value) =>
        Add(address, 2, at => { var bytes = new byte[4]; BinaryPrimitives.WriteInt32BigEndian(bytes, unchecked((int)value(at))); return bytes; });

    /// <summary>64 bits, four registers.</summary>
    public RegisterBank FourWords(int address, Func<long, long> value) =>
        Add(address, 4, at => { var bytes = new byte[8]; BinaryPrimitives.WriteInt64BigEndian(bytes, value(at)); return bytes; });

    /// <summary>The registers of a range as on the wire, or null when one of them does not exist.</summary>
    public byte[]? Read(int start, int count, long micros)
    {
        var bytes = new byte[2 * count];
        for (var i = 0; i < count; i++)
        {
            if (!_registers.TryGetValue(start + i, out var entry))
                return null;
            var value = entry.Value(micros);
            var word = start + i - entry.First;
            if (LowWordFirst)
                word = (value.Length / 2) - 1 - word;
            value.AsSpan(2 * word, 2).CopyTo(bytes.AsSpan(2 * i));
        }
        return bytes;
    }

    private RegisterBank Add(int address, int registers, Func<long, byte[]> value)
    {
        for (var i = 0; i < registers; i++)
            _registers.Add(address + i, (address, value));
        return this;
    }
}
