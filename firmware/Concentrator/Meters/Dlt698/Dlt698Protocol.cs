using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Dlt698;

/// <summary>DL/T 698.45 in plans: an attribute is a read, its elements are the channels.</summary>
public sealed class Dlt698Protocol : IMeterProtocol
{
    /// <summary>12 decimal digits: no wildcard, no group.</summary>
    public bool PackAddress(string text, byte[] bytes, int offset)
    {
        if (text.Length != 2 * Dlt698Limits.AddressBytes)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < '0' or > '9')
            {
                return false;
            }

            // Low byte first on the line.
            bytes[offset + Dlt698Limits.AddressBytes - 1 - (i / 2)] |= (byte)((text[i] - '0') << (i % 2 == 0 ? 4 : 0));
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Keeps(int task) => task == TaskType.Register;

    /// <inheritdoc/>
    public int Check(PlanRead read, int task, byte[] decimals) =>
        task != TaskType.Register || read.Tag == null ? PlanRefusal.Identifier : Dlt698Tag.Check(read, decimals);

    /// <inheritdoc/>
    public IMeterMaster Open(ISerialLine line) => new Dlt698LineReader(line);
}
