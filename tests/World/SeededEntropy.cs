using Wattline.Firmware.Ports;

namespace Wattline.Tests.World;

/// <summary>Random bytes of the world's seed.</summary>
internal sealed class SeededEntropy(Random random) : IEntropy
{
    public void Fill(byte[] buffer, int offset, int count) => random.NextBytes(buffer.AsSpan(offset, count));
}
