using Wattline.Firmware.Ports;

namespace Wattline.Simulators.Block;

/// <summary>Random bytes of a seed.</summary>
internal sealed class SeededEntropy(int seed) : IEntropy
{
    private readonly Random _random = new(seed);

    /// <inheritdoc />
    public void Fill(byte[] buffer, int offset, int count) => _random.NextBytes(buffer.AsSpan(offset, count));
}
