namespace Wattline.Firmware.Ports;

/// <summary>Hears what somebody says the time is, and judges it.</summary>
public interface ITimeTaker
{
    /// <summary>Somebody says the time, Unix milliseconds.</summary>
    void OnTime(long unixMilliseconds);
}
