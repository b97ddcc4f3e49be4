using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters;

/// <summary>
/// DL/T 645-1997 in plans: addresses of 12 digits, identifiers of annex A, two bytes. Its registers are read; what these meters remember
/// (two settlement days) is not.
/// </summary>
internal sealed class Dlt645Protocol1997 : IMeterProtocol
{
    private readonly Dlt645Format _format = new Dlt645Format();

    /// <inheritdoc cref="Dlt645Protocol.PackAddress"/>
    public bool PackAddress(string text, byte[] bytes, int offset) => Dlt645Protocol.Pack(text, bytes, offset);

    /// <inheritdoc/>
    public bool Keeps(int task) => task == TaskType.Register;

    /// <inheritdoc/>
    public int Check(PlanRead read, int task, byte[] decimals)
    {
        if (read.Tag != null || task != TaskType.Register || read.Identifier > ushort.MaxValue
            || !Dlt645Formats1997.Find((int)read.Identifier, _format) || _format.Kind != Dlt645Kind.Number)
        {
            return PlanRefusal.Identifier;
        }

        var refusal = Dlt645Protocol.Fill(read, _format, decimals);
        if ((_format.TariffBlock || _format.PhaseBlock) && refusal == PlanRefusal.None)
        {
            // The lower half of DI0 counts them.
            read.PartStep = 1;
            read.FirstPart = (read.Identifier & 0xFFF0) | (uint)(_format.TariffBlock ? 0 : _format.Phase);
        }

        read.IsEnergy = _format.Unit is "kWh" or "kvarh" && _format.Settlement == 0;
        read.IsCumulative = read.IsEnergy;
        return refusal;
    }

    /// <inheritdoc/>
    public IMeterMaster Open(ISerialLine line) => new Dlt645Reader(new Dlt645Master(line), true);
}
