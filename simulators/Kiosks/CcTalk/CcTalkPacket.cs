namespace Wattline.Simulators.Kiosks.CcTalk;

/// <summary>A good frame.</summary>
/// <param name="Destination">Who it is for.</param>
/// <param name="Source">Who sent it; 0 where a CRC stands in its place.</param>
/// <param name="Header">Command, or 0 in a reply.</param>
/// <param name="Data">Its data.</param>
public sealed record CcTalkPacket(int Destination, int Source, int Header, ReadOnlyMemory<byte> Data)
{
    private const int FrameBytes = 5;

    /// <summary>Reads one frame; nothing marks where one starts, so it must be all there is.</summary>
    public static CcTalkVerdict Parse(ReadOnlySpan<byte> wire, bool withCrc, out CcTalkPacket? packet)
    {
        packet = null;
        if (wire.Length < FrameBytes || wire.Length < FrameBytes + wire[1])
            return CcTalkVerdict.Truncated;
        if (wire.Length > FrameBytes + wire[1])
            return CcTalkVerdict.TooLong;
        if (!CcTalkCheck.Holds(wire, withCrc))
            return withCrc ? CcTalkVerdict.BadCrc : CcTalkVerdict.BadSum;
        packet = new CcTalkPacket(wire[0], withCrc ? 0 : wire[2], wire[3], wire[4..^1].ToArray());
        return CcTalkVerdict.Good;
    }
}
