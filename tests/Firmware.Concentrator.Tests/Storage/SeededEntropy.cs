using Wattline.Firmware.Ports;

namespace Wattline.Tests.Firmware.Concentrator.Storage;

internal sealed class SeededEntropy(int seed) : IEntropy
{
    private readonly Random _random = new(seed);

    public void Fill(byte[] buffer, int offset, int count) => _random.NextBytes(buffer.AsSpan(offset, count));
}
