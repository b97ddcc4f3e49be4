namespace Wattline.Firmware.Ports;

/// <summary>Restarts the device.</summary>
public interface IRestart
{
    /// <summary>Restarts; on a device it does not return.</summary>
    void Restart();
}
