using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ingest.Outages;

/// <summary>Outages that explain slots without a row for each: a range for each event.</summary>
internal static class OutageRows
{
    /// <summary>Adds a range. It ends when its message was received at the latest: no clock that runs ahead explains what is still to come.</summary>
    public static void Add(StoreConnection connection, long source, long sequence, OutageRange outage, DateTimeOffset received)
    {
        var last = Math.Min(outage.LastSlot, received.ToUnixTimeSeconds());
        if (last < outage.FirstSlot) return;
        connection.Prepared(
            "INSERT INTO outage (source, sequence, first_slot, last_slot, cause) VALUES (@source, @sequence, @first, @last, @cause)",
            "source", "sequence", "first", "last", "cause").Run(source, sequence, outage.FirstSlot, last, (long)outage.Cause);
    }
}
