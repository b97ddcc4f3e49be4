namespace Wattline.Firmware.Owed;

/// <summary>The limits of reading what meters remember.</summary>
public static class OwedLimits
{
    /// <summary>Seconds after its time at which an item is due: a meter's clock may be that much behind ours.</summary>
    public const int DueAfter = 60;

    /// <summary>Meters looked at in one step for something that is due: a step must not hold up the line.</summary>
    public const int MetersPerLook = 16;

    /// <summary>Milliseconds until the meters are looked at again after nothing was due.</summary>
    public const int LookEvery = 30000;

    /// <summary>Milliseconds until an item is asked for again that the meter does not have yet.</summary>
    public const int LaterEvery = 300000;

    /// <summary>Milliseconds until a meter that gave no answer is asked again, doubled each time up to the most; any answer of it ends that.</summary>
    public const int SilentFirst = 60000;

    /// <inheritdoc cref="SilentFirst"/>
    public const int SilentMost = 960000;

    /// <summary>Milliseconds until what the flash refused is tried again.</summary>
    public const int FlashRetry = 10000;

    /// <summary>Further tries of a question without an answer, and of one with a damaged one.</summary>
    public const int RetriesOfSilence = 1;

    /// <inheritdoc cref="RetriesOfSilence"/>
    public const int RetriesOfNoise = 4;

    /// <summary>Stamps read in search of one item: the longest memory (254) is halved eight times, and may shift once.</summary>
    public const int ProbesMax = 12;

    /// <summary>Seconds after which an item that cannot be read is explained, and still owed.</summary>
    public const int ToldAfter = 86400;

    /// <summary>Milliseconds between two times that what was read is remembered on the flash: what a power cut forgets is read again.</summary>
    public const int SaveEvery = 4 * 3600 * 1000;

    /// <summary>Entries of one message.</summary>
    public const int EntriesMax = 16;

    /// <summary>Milliseconds that an entry waits for others of the same slot.</summary>
    public const int BatchMilliseconds = 5000;

    /// <summary>Seconds before and after midnight in which date and time, read one after the other, may not belong together.</summary>
    public const int MidnightMargin = 120;

    /// <summary>A meter's clock that is off by less is left alone, ms (DL/T 645-2007 meters keep 0.5 s a day).</summary>
    public const int ClockLeft = 60000;

    /// <summary>A meter's clock that is off by more is not set by 08H, ms (DL/T 645-2007, 7.1.2).</summary>
    public const int ClockSet = 300000;

    /// <summary>Seconds before and after midnight in which a meter takes no time by 08H, and a margin for its own error.</summary>
    public const int SetMargin = 660;

    /// <summary>A meter's clock that is off by more cannot date its settlements, ms: a day.</summary>
    public const long DatedMost = 86400000;

    /// <summary>Ranges of missed slots that are kept for a meter, and for all: one of an outage, and what scattered noise leaves.</summary>
    public const int GapsPerMeter = 2;

    /// <inheritdoc cref="GapsPerMeter"/>
    public const int GapsOfAll = 64;

    /// <summary>Questions for load records of one meter, each of which comes twice, before the next meter has its turn: ten seconds at 2400 baud.</summary>
    public const int RecordsPerTurn = 4;

    /// <summary>Bytes of all values of a load record (DL/T 645-2007, annex B).</summary>
    public const int RecordBytesMax = 87;

    /// <summary>Milliseconds for which a measured clock dates load records: it drifts by milliseconds in an hour.</summary>
    public const long MeasuredFor = 3600000;

    /// <summary>Records of lost supply that a meter keeps (DL/T 645-2007, table A.4).</summary>
    public const int SupplyRecordsMax = 10;

    /// <summary>
    /// Moments of one hole that are explained one by one, a day of quarter hours; the older ones are one event, for
    /// explanations must not overwrite readings that wait to be sent.
    /// </summary>
    public const int HoleEntriesMax = 96;

    /// <summary>Milliseconds until what cannot be learnt from the journal again is remembered on the flash.</summary>
    public const int SaveSoon = 5000;
}
