using Wattline.Cloud.Contracts;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest;

/// <summary>
/// Parts of messages that have not come whole yet (docs/cloudlink.md). A part is known by its message, how many parts that has and its
/// number; rows go when the message is stored. The rule that divides is fixed, but gateways of two versions may have two rules: parts are
/// counted apart by how many there are.
/// </summary>
internal static class PartRows
{
    /// <summary>Records a part.</summary>
    /// <param name="connection">The transaction.</param>
    /// <param name="source">The message's stream.</param>
    /// <param name="header">The message.</param>
    /// <param name="part">Which part.</param>
    /// <param name="isRefused">Its content is in quarantine.</param>
    /// <param name="known">The hash under which the part is known; null when it is new, or was refused and no longer is.</param>
    public static void Add(StoreConnection connection, long source, in MessageHeader header, MessagePart part, bool isRefused, out ulong? known)
    {
        known = null;
        var sequence = MessageRows.SequenceOf(header);
        var added = connection.Prepared(
            "INSERT INTO message_part (source, sequence, parts, part, hash, refused) VALUES (@source, @sequence, @parts, @part, @hash, @refused) ON CONFLICT DO NOTHING",
            "source", "sequence", "parts", "part", "hash", "refused")
            .Run(source, sequence, (long)part.Count, (long)part.Index, (long)header.Hash, isRefused ? 1L : 0L);
        if (added > 0) return;
        using (var rows = connection.Prepared(
            "SELECT hash, refused FROM message_part WHERE source = @source AND sequence = @sequence AND parts = @parts AND part = @part", "source", "sequence", "parts", "part")
            .Rows(source, sequence, (long)part.Count, (long)part.Index))
        {
            rows.Read();
            known = (ulong)rows.GetInt64(0);
            if (isRefused || known != header.Hash || rows.GetInt64(1) == 0) return;
        }

        connection.Prepared(
            "UPDATE message_part SET refused = 0 WHERE source = @source AND sequence = @sequence AND parts = @parts AND part = @part", "source", "sequence", "parts", "part")
            .Run(source, sequence, (long)part.Count, (long)part.Index);
        known = null;
    }

    /// <summary>How many parts of a message have come, and how many of them are in quarantine.</summary>
    public static (long Come, long Refused) Count(StoreConnection connection, long source, in MessageHeader header, MessagePart part)
    {
        using var rows = connection.Prepared(
            "SELECT COUNT(*), COALESCE(SUM(refused), 0) FROM message_part WHERE source = @source AND sequence = @sequence AND parts = @parts", "source", "sequence", "parts")
            .Rows(source, MessageRows.SequenceOf(header), (long)part.Count);
        rows.Read();
        return (rows.GetInt64(0), Convert.ToInt64(rows.GetValue(1), System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Forgets the parts of a message that is stored.</summary>
    public static void Clear(StoreConnection connection, long source, in MessageHeader header) => connection.Prepared(
        "DELETE FROM message_part WHERE source = @source AND sequence = @sequence", "source", "sequence").Run(source, MessageRows.SequenceOf(header));
}
