namespace Wattline.Firmware.Storage;

/// <summary>The streams of a concentrator's journal, in the order in which they are sent.</summary>
public static class Streams
{
    /// <summary>Notes and coins: never overwritten before they are acknowledged.</summary>
    public const int Money = 0;

    /// <summary>Events of the device and of its meters.</summary>
    public const int Events = 1;

    /// <summary>Readings, and the reasons why there is none.</summary>
    public const int Readings = 2;

    /// <summary>How many streams there are.</summary>
    public const int Count = 3;

    /// <summary>The stream's name in topics and in lost events.</summary>
    public static string NameOf(int stream)
    {
        return stream == Money ? "money" : stream == Events ? "events" : "readings";
    }
}
