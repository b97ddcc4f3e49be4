using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Iec62056;

/// <summary>Readouts of IEC 62056-21 and P1 telegrams in plans.</summary>
internal sealed class IecProtocol : IMeterProtocol
{
    /// <inheritdoc/>
    public bool PackAddress(string text, byte[] bytes, int offset) => IecAddress.TryPack(text, bytes, offset);

    /// <inheritdoc/>
    public bool Keeps(int task) => task == TaskType.Register;

    /// <inheritdoc/>
    public int Check(PlanRead read, int task, byte[] decimals) =>
        task != TaskType.Register || read.Tag == null ? PlanRefusal.Identifier : IecTag.Check(read, decimals);

    /// <inheritdoc/>
    public IMeterMaster Open(ISerialLine line) => new IecLineReader(line);
}
