namespace Wattline.Firmware.Storage;

/// <summary>The streams of a concentrator's journal.</summary>
public static class Streams
{
    /// <summary>Notes and coins: never overwritten before they are acknowledged.</summary>
    public const int Money = 0;

    /// <summary>Events of the device and of its meters.</summary>
    public const int Events = 1;

    /// <summary>Readings, and the reasons why there is none.</summary>
    public const int Readings = 2;

    /// <summary>What became of commands.</summary>
    public const int Results = 3;

    /// <summary>How many streams there are.</summary>
    public const int Count = 4;

    /// <summary>The first so many are those that the cloud counts and asks for again; results go until they are acknowledged.</summary>
    public const int Counted = 3;

    /// <summary>The stream's name in topics and in lost events.</summary>
    public static string NameOf(int stream)
    {
        return stream == Money ? "money" : stream == Events ? "events" : stream == Readings ? "readings" : "results";
    }
}
