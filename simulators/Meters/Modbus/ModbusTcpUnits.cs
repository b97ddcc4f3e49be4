using System.Buffers.Binary;

namespace Wattline.Simulators.Meters.Modbus;

/// <summary>Slaves behind a serial device server that speaks Modbus TCP (messaging on TCP/IP 1.0b, 3.1.3: transaction, protocol 0, length, unit).</summary>
public sealed class ModbusTcpUnits(IReadOnlyList<ModbusSlave> slaves) : ILineSlave
{
    private const int Head = 6, BodyMax = 254;

    // 0B: the gateway's target device failed to respond.
    private const byte NoTarget = 0x0B;

    private readonly List<byte> _pending = [];

    /// <inheritdoc/>
    public MeterAnswer? Hear(ReadOnlySpan<byte> bytes, long nowMicros)
    {
        _pending.AddRange(bytes);
        var answers = new List<byte>();
        while (_pending.Count >= Head)
        {
            var head = _pending.Take(Head).ToArray();
            int length = BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(4));
            if (head[2] != 0 || head[3] != 0 || length is < 2 or > BodyMax)
            {
                _pending.Clear();
                break;
            }
            if (_pending.Count < Head + length)
                break;
            var body = _pending.Skip(Head).Take(length).ToArray();
            _pending.RemoveRange(0, Head + length);
            var answer = slaves.Select(slave => slave.AnswerPdu(body, nowMicros)).FirstOrDefault(a => a is not null)
                ?? [body[0], (byte)(body[1] | 0x80), NoTarget];
            answers.AddRange([head[0], head[1], 0, 0, (byte)(answer.Length >> 8), (byte)answer.Length, .. answer]);
        }
        return answers.Count == 0 ? null : new MeterAnswer(answers.ToArray(), slaves[0].AnswerDelayMicros);
    }
}
