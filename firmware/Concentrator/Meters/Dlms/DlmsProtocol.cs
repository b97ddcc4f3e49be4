using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Dlms;

/// <summary>DLMS/COSEM over HDLC in plans.</summary>
public sealed class DlmsProtocol : IMeterProtocol
{
    /// <inheritdoc/>
    public bool PackAddress(string text, byte[] bytes, int offset) => DlmsAddress.TryPack(text, bytes, offset);

    /// <inheritdoc/>
    public bool Keeps(int task) => task == TaskType.Register;

    /// <inheritdoc/>
    public int Check(PlanRead read, int task, byte[] decimals) =>
        task != TaskType.Register || read.Tag == null ? PlanRefusal.Identifier : DlmsTag.Check(read, decimals);

    /// <inheritdoc/>
    public IMeterMaster Open(ISerialLine line) => new DlmsLineReader(new DlmsMaster(line, null, null));
}
