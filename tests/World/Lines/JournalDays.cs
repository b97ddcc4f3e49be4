using Wattline.Firmware.Storage;

namespace Wattline.Tests.Bench;

/// <summary>200 meters, five registers of eight digits each quarter of an hour, into a journal of 8 MB that nobody empties.</summary>
internal static class JournalDays
{
    public const int SlotsOfDay = 96;

    /// <summary>All registers in one answer: what is journalled is the same as of single reads.</summary>
    public static readonly LineLoad Load = new() { Meters = 200, Baud = 9600, Every = 900, Reads = LineLoad.Block };

    /// <summary>Runs so many slots.</summary>
    /// <returns>For how many the journal lasts, by its own numbers.</returns>
    public static long Run(LineRig rig, FlashJournal journal, int slots)
    {
        // The rig has run the first.
        for (var slot = 1; slot < slots; slot++)
            rig.RoundSeconds();
        return journal.Capacity * slots / journal.Written / SlotsOfDay;
    }
}
