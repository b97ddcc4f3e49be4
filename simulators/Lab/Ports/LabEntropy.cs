using System.Security.Cryptography;
using Wattline.Firmware.Ports;

namespace Wattline.Simulators.Lab.Ports;

/// <summary>The machine's own random source: the lab is a host.</summary>
internal sealed class LabEntropy : IEntropy
{
    /// <inheritdoc />
    public void Fill(byte[] buffer, int offset, int count) => RandomNumberGenerator.Fill(buffer.AsSpan(offset, count));
}
