namespace Wattline.Firmware.Commands;

/// <summary>The limits of this room, each with its reason.</summary>
public static class CommandLimits
{
    /// <summary>Commands that came and were not looked at yet: the next step of the loop does, a millisecond later.</summary>
    public const int InboxMax = 16;

    /// <summary>Commands under way. The cloud gives half as many at once (its own limit), so that one in haste finds room.</summary>
    public const int OpenMax = 16;

    /// <summary>Bytes of a signed part that is kept on the flash: a transparent frame's 200 of data, names and numbers.</summary>
    public const int SignedBytesMax = 512;

    /// <summary>Bytes of a code (SHA-256).</summary>
    public const int CodeBytes = 32;

    /// <summary>Milliseconds ahead that a command's time may end: a week, the cloud's limit, and a day for clocks.</summary>
    public const long AheadMax = 8L * 24 * 3600 * 1000;

    /// <summary>Meters on one page of decisions: a page is one small state of the journal, written whole.</summary>
    public const int DecisionsOfPage = 17;

    /// <summary>Refusals of what nobody signed that are journalled in an hour: who sends rubbish must not wear the flash.</summary>
    public const int UnsignedOfHourMax = 20;

    /// <summary>Milliseconds before the flash, or a meter that gave no whole answer, is tried again.</summary>
    public const int Retry = 1000;

    /// <summary>Tries of a question that is not answered: 500 ms of response delay and a burst of noise are outlived.</summary>
    public const int TriesMax = 5;

    /// <summary>Times that an order is sent to a meter whose state shows that it did not take it.</summary>
    public const int OrdersMax = 3;

    /// <summary>Milliseconds between looks at a relay: a relay takes a tenth of a second, its meter's display some.</summary>
    public const int LookFirst = 2000;

    /// <summary>The pause between looks doubles up to this: a delayed trip takes minutes, a customer's button hours.</summary>
    public const int LookMax = 60000;

    /// <summary>Looks at a meter that has not taken an order before it is sent again, or given up.</summary>
    public const int LooksBeforeAgain = 3;

    /// <summary>Seconds that a relay is watched, at most: a day.</summary>
    public const int PatienceMax = 86400;

    /// <summary>
    /// Milliamperes that count as none: meters start to register at 0.4 % of 5 A (GB/T 17215.321), and a closed relay
    /// with anything behind it shows more.
    /// </summary>
    public const int NoCurrentMax = 20;

    /// <summary>0.1 V that count as supply: half of 220 V, so that a phase that is only induced is none.</summary>
    public const int VoltageMin = 1100;

    /// <summary>Seconds by which a meter's stamp of a freeze may differ from the freeze: clocks that are further off are set.</summary>
    public const int FreezeTolerance = 300;

    /// <summary>Milliseconds between two freezes of a line: both stamps' tolerances, so that one is not taken for the other.</summary>
    public const int FreezePause = 660000;

    /// <summary>Tries of a question about a freeze: the meter keeps it, and may be asked again by another command.</summary>
    public const int FreezeTries = 3;

    /// <summary>Bytes of the end of a freeze's data: an array and three numbers.</summary>
    public const int FreezeEndBytes = 24;

    /// <summary>Milliseconds that a meter with a security module may think: its module works with ciphers for a second and more.</summary>
    public const int SecurityDelayMax = 2000;

    /// <summary>Identifiers of one command: two months of days, and some.</summary>
    public const int ReadsMax = 64;

    /// <summary>Bytes of data in one result: what is more follows in another.</summary>
    public const int DataBytesMax = 1024;

    /// <summary>Seconds by which a clock that was set may differ when it is read back: the reading takes one or two.</summary>
    public const int ClockTolerance = 60;

    /// <summary>Seconds around the meter's midnight in which its clock is not set: a day must not be closed twice, or never.</summary>
    public const int MidnightGuard = 300;
}
