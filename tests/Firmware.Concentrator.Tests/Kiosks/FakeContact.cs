using Wattline.Firmware.Ports;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

/// <summary>A door or a cash box.</summary>
internal sealed class FakeContact : IDoorSwitch
{
    public bool IsOpen { get; set; }
}
