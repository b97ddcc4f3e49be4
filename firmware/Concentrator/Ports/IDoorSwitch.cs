namespace Wattline.Firmware.Ports;

/// <summary>The switch at the cabinet's door.</summary>
public interface IDoorSwitch
{
    /// <summary>The contact as it is now: it may bounce.</summary>
    bool IsOpen { get; }
}
