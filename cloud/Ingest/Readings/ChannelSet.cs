using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Readings;

/// <summary>The channels of a wide row, each once (the contract refuses one that stands twice), in its arrays' order: as a rule a template's.</summary>
internal sealed class ChannelSet(long id, Obis[] channels)
{
    /// <summary>Its number in the table <c>channel_set</c>.</summary>
    public long Id { get; } = id;

    /// <summary>Whether these values are of these channels, in this order.</summary>
    public bool Fits(ReadOnlySpan<ReadingValue> values)
    {
        if (values.Length != channels.Length) return false;
        for (var i = 0; i < values.Length; i++)
            if (values[i].Obis != channels[i]) return false;
        return true;
    }

    /// <summary>As the table writes it.</summary>
    public static string TextOf(IEnumerable<Obis> channels) => string.Join(' ', channels);

    /// <summary>A number by which values of equal channels are found.</summary>
    public static int HashOf(ReadOnlySpan<ReadingValue> values)
    {
        var hash = default(HashCode);
        foreach (ref readonly var value in values) hash.Add(value.Obis);
        return hash.ToHashCode();
    }
}
