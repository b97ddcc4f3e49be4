using Wattline.Firmware.Ports;

namespace Wattline.Tests.Vectors;

/// <summary>A serial line on which the n-th question is answered by the n-th answer of a sequence: question, answer, question …</summary>
internal sealed class ScriptedLine(IReadOnlyList<byte[]> frames) : ISerialLine
{
    private readonly Queue<byte> _arrived = [];

    /// <summary>What the master sent.</summary>
    public List<byte[]> Written { get; } = [];

    public void Configure(int baud, int parity, int stopBits) => _arrived.Clear();

    public void Write(byte[] buffer, int offset, int count)
    {
        Written.Add(buffer[offset..(offset + count)]);
        int answer = (2 * Written.Count) - 1;
        if (answer < frames.Count)
        {
            foreach (byte b in frames[answer]) _arrived.Enqueue(b);
        }
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        int read = 0;
        for (; read < count && _arrived.TryDequeue(out byte b); read++)
        {
            buffer[offset + read] = b;
        }

        return read;
    }
}
