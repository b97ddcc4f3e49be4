using System.Text.Json;
using System.Text.Json.Serialization;
using Wattline.Gateway.Journal;

namespace Wattline.Gateway.Uplinks.Link;

/// <summary>The outbox on disk, replaced as a whole and in one step.</summary>
internal static class OutboxFile
{
    public const string Name = "outbox";
    private const string NewName = "outbox.new";

    /// <summary>Reads it; null when there is none, or it is damaged.</summary>
    public static OutboxState? Load(IJournalDisk disk, out bool damaged)
    {
        damaged = false;
        var length = disk.Length(Name);
        if (length is 0 or > UplinkLimits.OutboxBytesMax)
        {
            damaged = length > 0;
            return null;
        }
        var bytes = new byte[length];
        try
        {
            if (disk.Read(Name, 0, bytes) == length) return JsonSerializer.Deserialize(bytes, OutboxJson.Default.OutboxState);
        }
        catch (JsonException)
        {
            // Told below.
        }
        damaged = true;
        return null;
    }

    public static bool Save(IJournalDisk disk, OutboxState state)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(state, OutboxJson.Default.OutboxState);
        return disk.Create(NewName) == DiskOutcome.Done && disk.Append(NewName, bytes) == DiskOutcome.Done && disk.SyncFile(NewName) == DiskOutcome.Done
            && disk.Rename(NewName, Name) == DiskOutcome.Done && disk.SyncDirectory() == DiskOutcome.Done;
    }
}

/// <summary>What the outbox keeps.</summary>
/// <param name="Received">The highest number taken.</param>
/// <param name="Entries">What is open, or waits for the cloud to note it.</param>
internal sealed record OutboxState(long Received, IReadOnlyList<OutboxEntry> Entries);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(OutboxState))]
internal sealed partial class OutboxJson : JsonSerializerContext;
