namespace Wattline.Firmware.Meters.Exchange;

/// <summary>Bounds that are the same in every protocol.</summary>
public static class ExchangeLimits
{
    /// <summary>Milliseconds added to a deadline for the UART's FIFO and the timer.</summary>
    public const int DriverDelay = 20;

    /// <summary>How long a frame that has begun may run past its deadline, milliseconds.</summary>
    public const int OverrunMax = 1000;

    /// <summary>Milliseconds after our sending in which bytes are still our own.</summary>
    public const int EchoTail = 3;

    /// <summary>How often a meter that says "busy" is asked again in one exchange.</summary>
    public const int BusyRetries = 5;

    /// <summary>Milliseconds until a meter that said "busy" is asked again: saving to flash takes that long.</summary>
    public const int BusyPause = 300;
}
