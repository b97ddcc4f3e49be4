using System.Security.Cryptography;
using System.Text;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ingest.Quarantine;

/// <summary>
/// What was not understood, with its bytes and the reason. The same again is the same row. Nothing is dropped to make room: it may be
/// the only copy of a reading or a payment that a newer program understands.
/// </summary>
internal static class QuarantineRows
{
    /// <summary>Keeps an event.</summary>
    /// <exception cref="QuarantineFullException">There is no room.</exception>
    public static void Add(StoreConnection connection, DateTimeOffset now, ReadOnlySpan<byte> bytes, ContractFault fault)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Encoding.UTF8.GetBytes(fault.ToString()));
        digest.AppendData(bytes);
        var kept = bytes[..Math.Min(bytes.Length, IngestLimits.QuarantineBytesMax)].ToArray();
        var added = connection.Prepared(
            "INSERT INTO quarantine (digest, received_ms, field, reason, bytes_total, bytes) VALUES (@digest, @received, @field, @reason, @total, @bytes) ON CONFLICT DO NOTHING",
            "digest", "received", "field", "reason", "total", "bytes")
            .Run(Convert.ToHexStringLower(digest.GetHashAndReset()), now.ToUnixTimeMilliseconds(), fault.Field, fault.Reason, bytes.Length, kept);
        if (added == 0) return;
        var hasRoom = connection.Prepared(
            "UPDATE quarantine_size SET events = events + 1, bytes = bytes + @bytes WHERE events < @events_max AND bytes + @bytes <= @bytes_max",
            "bytes", "events_max", "bytes_max").Run(kept.LongLength, IngestLimits.QuarantineEventsMax, IngestLimits.QuarantineBytesTotalMax);
        if (hasRoom == 0) throw new QuarantineFullException();
    }

    /// <summary>Forgets events that came before a moment: a person has looked at them.</summary>
    /// <returns>How many.</returns>
    public static int Clear(StoreConnection connection, DateTimeOffset before)
    {
        var cleared = connection.Execute("DELETE FROM quarantine WHERE received_ms < @Before", new { Before = before.ToUnixTimeMilliseconds() });
        connection.Execute("UPDATE quarantine_size SET (events, bytes) = (SELECT COUNT(*), COALESCE(SUM(LENGTH(bytes)), 0) FROM quarantine)");
        return cleared;
    }
}
