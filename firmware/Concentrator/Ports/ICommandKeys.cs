namespace Wattline.Firmware.Ports;

/// <summary>The device's own keys for commands, in whatever store the board has; the cloud has the same.</summary>
public interface ICommandKeys
{
    /// <summary>A key of 32 bytes by its number; null when there is none.</summary>
    byte[] Key(long number);
}
