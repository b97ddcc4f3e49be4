using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Wattline.Gateway.Journal;

namespace Wattline.Tests.Gateway.Journal;

/// <summary>What the tests do again and again.</summary>
internal static class JournalSteps
{
    public static readonly JournalOptions Small = new() { SegmentBytes = 512, KeepBytes = 0 };

    public static long Add(this JournalCore core, string text, JournalStream stream = JournalStream.Readings, long at = 1_000)
    {
        Assert.Equal(
            AppendOutcome.Appended,
            core.Append(stream, at, "v1/up/c/x"u8, Encoding.UTF8.GetBytes(text).AsMemory(), out var lsn));
        return lsn;
    }

    public static List<string> ReadAll(this JournalReader reader)
    {
        var texts = new List<string>();
        while (reader.TryRead(out var record) == ReadOutcome.Record)
        {
            texts.Add($"{record.Lsn}:{Encoding.UTF8.GetString(record.Payload.Span)}");
        }
        return texts;
    }

    public static List<string> ReadAll(this JournalCore core, JournalStream stream = JournalStream.Readings)
    {
        using var reader = core.OpenReader(stream, 1);
        return reader.ReadAll();
    }

    public static string OnlySegment(this ModelDisk disk) =>
        Assert.Single(disk.List(), name => name.EndsWith(".log", StringComparison.Ordinal));

    /// <summary>Puts the CRC-32C of everything else at its place in a record (4) or a segment's header (12), as the format's page says.</summary>
    public static void Sign(Span<byte> bytes, int at)
    {
        var crc = uint.MaxValue;
        for (var i = 0; i < bytes.Length; i++)
        {
            crc = i >= at && i < at + 4 ? crc : BitOperations.Crc32C(crc, bytes[i]);
        }
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], ~crc);
    }
}
