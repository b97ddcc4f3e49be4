namespace Wattline.Firmware.Ports;

/// <summary>The battery-backed clock. Uptime orders things; this one dates them, when it is valid.</summary>
public interface IWallClock
{
    /// <summary>False until the clock was set, and after its battery died.</summary>
    bool IsValid { get; }

    /// <summary>Milliseconds since 1970-01-01 UTC; meaningless while not valid.</summary>
    long UnixMilliseconds { get; }

    /// <summary>Sets the clock, which makes it valid.</summary>
    void Set(long unixMilliseconds);
}
