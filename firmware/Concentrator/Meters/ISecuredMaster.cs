namespace Wattline.Firmware.Meters;

/// <summary>A master of a protocol whose meters may want keys.</summary>
public interface ISecuredMaster
{
    /// <summary>Gives the device's keys; before the first question.</summary>
    void Use(MeterSecurity security);
}
