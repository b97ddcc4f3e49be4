namespace Wattline.Gateway.Mqtt;

/// <summary>The properties of a message that its receivers get as they came, in their order (MQTT 5, 3.3.2.3).</summary>
internal static class ForwardedProperties
{
    /// <summary>Takes them out of a block that was found good.</summary>
    /// <param name="block">All properties of a PUBLISH or of a will.</param>
    /// <param name="seen">Which identifiers it holds, one bit for each.</param>
    public static byte[] Of(ReadOnlySpan<byte> block, ulong seen)
    {
        if ((seen & PropertySets.Forwarded) == 0)
        {
            return [];
        }
        if ((seen & ~PropertySets.Forwarded) == 0)
        {
            return block.ToArray();
        }
        var kept = new byte[block.Length];
        var length = 0;
        var properties = new PropertyWalk(block, ulong.MaxValue);
        while (properties.Next())
        {
            if ((PropertySets.Forwarded & (1UL << (int)properties.Id)) != 0)
            {
                properties.Raw.CopyTo(kept.AsSpan(length));
                length += properties.Raw.Length;
            }
        }
        return kept[..length];
    }
}
