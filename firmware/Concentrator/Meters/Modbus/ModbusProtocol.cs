using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Modbus;

/// <summary>Modbus RTU in plans: unit numbers, registers whose form the identifier says. CRC-16: no value needs to be doubted.</summary>
internal sealed class ModbusProtocol : IMeterProtocol
{
    /// <inheritdoc/>
    public bool PackAddress(string text, byte[] bytes, int offset) => ModbusAddress.TryPack(text, bytes, offset);

    /// <inheritdoc/>
    public bool Keeps(int task) => task == TaskType.Register;

    /// <inheritdoc/>
    public int Check(PlanRead read, int task, byte[] decimals) =>
        task != TaskType.Register || read.Tag == null ? PlanRefusal.Identifier : ModbusTag.Check(read.Tag, decimals, read.Channels);

    /// <inheritdoc/>
    public IMeterMaster Open(ISerialLine line) => new ModbusReader(line);
}
