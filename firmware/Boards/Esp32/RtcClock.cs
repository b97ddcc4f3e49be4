using System;
using nanoFramework.Runtime.Native;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>The chip's own clock: it survives a reset, not a power cut, and then shows a year that cannot be.</summary>
public sealed class RtcClock : IWallClock
{
    // 2024-01-01: before it this firmware did not exist.
    private const long FirstValid = 1704067200000;
    private const long TicksInMillisecond = 10000;

    /// <inheritdoc/>
    public bool IsValid => UnixMilliseconds >= FirstValid;

    /// <inheritdoc/>
    public long UnixMilliseconds => (DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) / TicksInMillisecond;

    /// <inheritdoc/>
    public void Set(long unixMilliseconds) =>
        Rtc.SetSystemTime(new DateTime(DateTime.UnixEpoch.Ticks + (unixMilliseconds * TicksInMillisecond)));
}
