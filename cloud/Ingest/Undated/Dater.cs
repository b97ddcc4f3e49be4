using Wattline.Cloud.Contracts;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Undated;

/// <summary>
/// Gives readings that were made without the time their slots (docs/uplink.md, readings): uptime and time are tied by the clock event of the same start
/// of the device. The slot in which the time came was read again, with a date.
/// </summary>
internal sealed class Dater(Database database)
{
    private readonly Dictionary<(ConcentratorId, Epoch, long), List<(long UptimeMs, long WallMs, bool IsLost)>> _clocks = [];

    /// <summary>Dates a message.</summary>
    /// <returns>False when its time has not come.</returns>
    public bool TryDate(ReadingsMessage message)
    {
        if (message.BeganMs is not { } began || message.Slot is not null) return true;
        var header = message.Header;
        if (!_clocks.TryGetValue((header.Concentrator, header.Epoch, header.Boot), out var clocks))
            _clocks[(header.Concentrator, header.Epoch, header.Boot)] = clocks = database.Read(connection => UndatedRows.Clocks(connection, header));
        var place = clocks.FindIndex(clock => !clock.IsLost && clock.UptimeMs >= began);
        // Before it comes again, or the device starts anew, nobody knows which slot is read twice.
        if (place < 0 && database.Read(connection => UndatedRows.IsOver(connection, header))) place = clocks.FindLastIndex(clock => clock.IsLost && clock.UptimeMs <= began);
        if (place < 0) return false;
        var (uptime, wall, isLost) = clocks[place];
        var moment = wall - (uptime - began);
        var slot = SlotOf(moment, message.EveryS);
        message.Slot = slot;
        if (!isLost && slot >= SlotOf(wall, message.EveryS))
        {
            message.ClearEntries();
            return true;
        }

        for (var i = 0; i < message.Entries.Length; i++)
        {
            var entry = message.Entries[i];
            message.SetEntry(i, entry.Meter, slot, entry.OffsetMs + moment - slot * 1000, entry.Quality);
        }

        return true;
    }

    private static long SlotOf(long wallMs, int everyS) => (long)Math.Floor(wallMs / 1000.0 / everyS) * everyS;
}
