namespace Wattline.Firmware.Commands;

/// <summary>The limits of a search for meters.</summary>
public static class SearchLimits
{
    /// <summary>Meters that are found: more than a line carries, at all settings together.</summary>
    public const int FoundMax = 400;

    /// <summary>Speeds and check bits: the standard's six speeds with an even check bit, and two more.</summary>
    public const int SettingsMax = 8;

    /// <summary>Questions to everybody before a setting is left: one may be spoiled, and the last is another (13H).</summary>
    public const int RootTries = 3;

    /// <summary>Answers that are none, in a row, for a collision: one may be a burst on the line, and a collision costs 100 questions.</summary>
    public const int NodeTries = 2;

    /// <summary>The same of a whole address: two meters that have the same.</summary>
    public const int LeafTries = 3;

    /// <summary>Values of a byte that are all tried first; of more it is enough when a collision has its two meters.</summary>
    public const int LikelyFew = 12;

    /// <summary>Seconds that a search takes, at most.</summary>
    public const int SecondsMax = 86400;

    /// <summary>Meters found that are told together, while the search goes on.</summary>
    public const int ToldTogether = 25;

    /// <summary>Milliseconds after which what was found is told, though it is less.</summary>
    public const int TellEvery = 60000;
}
