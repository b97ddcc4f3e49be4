using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters;

/// <summary>What the device has for meters that prove who they are, and want to know who asks.</summary>
public sealed class MeterSecurity
{
    /// <param name="keys">The device's store.</param>
    /// <param name="entropy">For challenges.</param>
    /// <param name="title">The device's system title, 8 bytes: no two devices with the same keys may have the same.</param>
    public MeterSecurity(IMeterKeys keys, IEntropy entropy, byte[] title)
    {
        Keys = keys;
        Entropy = entropy;
        Title = title;
    }

    /// <summary>The device's store.</summary>
    public IMeterKeys Keys { get; }

    /// <summary>For challenges.</summary>
    public IEntropy Entropy { get; }

    /// <summary>The device's system title.</summary>
    public byte[] Title { get; }
}
