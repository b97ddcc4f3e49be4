using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.MBus;

/// <summary>Wired M-Bus in plans: addresses and numbers, records by what they are. One readout gives all channels of a read.</summary>
internal sealed class MBusProtocol : IMeterProtocol
{
    /// <inheritdoc/>
    public bool PackAddress(string text, byte[] bytes, int offset) => MBusAddress.TryPack(text, bytes, offset);

    /// <inheritdoc/>
    public bool Keeps(int task) => task == TaskType.Register;

    /// <inheritdoc/>
    public int Check(PlanRead read, int task, byte[] decimals) =>
        task != TaskType.Register || read.Tag == null ? PlanRefusal.Identifier : MBusTag.Check(read, decimals);

    /// <inheritdoc/>
    public IMeterMaster Open(ISerialLine line) => new MBusLineReader(line);
}
