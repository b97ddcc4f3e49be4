using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Cjt188;

/// <summary>CJ/T 188 in plans. The address is the meter's number: one that is exchanged has another.</summary>
internal sealed class Cjt188Protocol : IMeterProtocol
{
    /// <inheritdoc/>
    public bool PackAddress(string text, byte[] bytes, int offset) => Cjt188Address.TryPack(text, bytes, offset);

    /// <inheritdoc/>
    public bool Keeps(int task) => task == TaskType.Register;

    /// <inheritdoc/>
    public int Check(PlanRead read, int task, byte[] decimals) =>
        task != TaskType.Register || read.Tag == null ? PlanRefusal.Identifier : Cjt188Tag.Check(read, decimals);

    /// <inheritdoc/>
    public IMeterMaster Open(ISerialLine line) => new Cjt188Reader(line);
}
