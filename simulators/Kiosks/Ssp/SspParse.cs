namespace Wattline.Simulators.Kiosks.Ssp;

/// <summary>What became of parsing bytes.</summary>
/// <param name="Verdict">Good, or the class of the fault.</param>
/// <param name="Reason">The fault in words; empty when good.</param>
/// <param name="Packet">The first good packet; null when there is none.</param>
public sealed record SspParse(SspVerdict Verdict, string Reason, SspPacket? Packet)
{
    /// <summary>Finds the first good packet in bytes, whatever stands before it.</summary>
    public static SspParse Of(ReadOnlySpan<byte> bytes)
    {
        var receiver = new SspReceiver();
        SspVerdict first = SspVerdict.None;
        foreach (var value in bytes)
        {
            var verdict = receiver.Take(value);
            if (verdict == SspVerdict.Good)
                return new(verdict, "", receiver.Packet);
            if (first == SspVerdict.None)
                first = verdict;
        }
        if (first == SspVerdict.None)
            first = receiver.IsInside ? SspVerdict.Truncated : SspVerdict.NoStart;
        return new(first, first switch
        {
            SspVerdict.NoStart => "no start: no single 7F",
            SspVerdict.Truncated => "truncated: the bytes end inside the packet",
            SspVerdict.BadStuffing => "stuffing: a 7F inside the packet is not doubled",
            _ => "CRC: it is not that of the packet",
        }, null);
    }
}
