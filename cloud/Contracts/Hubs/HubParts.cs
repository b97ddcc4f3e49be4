using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>
/// How readings that are too large for one event are divided: by counts alone, never by what values, names or quality codes look like or
/// how well they compress, so that one message has the same parts whenever, and by whichever gateway, it is sent.
/// </summary>
public static class HubParts
{
    /// <summary>Bytes that the data's own fields take at most.</summary>
    public const int EnvelopeBytes = 512;

    /// <summary>Bytes that an entry takes at most without its values: one cause and all codes that a gateway may set, and the longest numbers.</summary>
    public const int EntryBytes = 320;

    /// <summary>Bytes that a value takes at most: the longest OBIS code and decimal in quotes, colon and comma.</summary>
    public const int ValueBytes = DomainLimits.ObisTextBytesMax + DomainLimits.DecimalTextBytesMax + 6;

    /// <summary>Where the part that begins with an entry ends: as many entries as fit at their largest, one at least.</summary>
    public static int EndOf(ReadOnlySpan<ReadingEntry> entries, int first)
    {
        var room = CloudLinkLimits.HubBodyBytesMax - EnvelopeBytes;
        var end = first;
        while (end < entries.Length)
        {
            room -= EntryBytes + entries[end].ValueCount * ValueBytes;
            if (room < 0 && end > first) break;
            end++;
        }
        return end;
    }

    /// <summary>How many parts a message has; 1 when it goes whole.</summary>
    public static int Count(ReadOnlySpan<ReadingEntry> entries)
    {
        var parts = 0;
        for (var first = 0; first < entries.Length; first = EndOf(entries, first)) parts++;
        return Math.Max(1, parts);
    }
}
