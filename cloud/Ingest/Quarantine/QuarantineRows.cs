using System.Security.Cryptography;
using System.Text;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ingest.Quarantine;

/// <summary>What was not understood, with its bytes and the reason; and alarms. The same again is the same row.</summary>
internal static class QuarantineRows
{
    public static void Add(StoreConnection connection, DateTimeOffset now, ReadOnlySpan<byte> bytes, ContractFault fault)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Encoding.UTF8.GetBytes(fault.ToString()));
        digest.AppendData(bytes);
        connection.Prepared(
            "INSERT INTO quarantine (digest, received_ms, field, reason, bytes_total, bytes) VALUES (@digest, @received, @field, @reason, @total, @bytes) ON CONFLICT DO NOTHING",
            "digest", "received", "field", "reason", "total", "bytes")
            .Run(Convert.ToHexStringLower(digest.GetHashAndReset()), now.ToUnixTimeMilliseconds(), fault.Field, fault.Reason, bytes.Length,
                bytes[..Math.Min(bytes.Length, IngestLimits.QuarantineBytesMax)].ToArray());
    }

    public static void AddAlarm(StoreConnection connection, DateTimeOffset now, string kind, string concentrator, string detail) => connection.Prepared(
        "INSERT INTO alarm (raised_ms, kind, concentrator, detail) VALUES (@raised, @kind, @concentrator, @detail) ON CONFLICT DO NOTHING",
        "raised", "kind", "concentrator", "detail").Run(now.ToUnixTimeMilliseconds(), kind, concentrator, detail);
}
