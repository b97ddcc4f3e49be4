namespace Wattline.Simulators.Kiosks.CcTalk;

/// <summary>Takes frames from the line byte by byte: a frame begins after a gap, or where the one before it ended.</summary>
internal sealed class CcTalkReceiver(bool withCrc)
{
    private const long GapMicros = 50_000;

    private readonly List<byte> _bytes = [];
    private long _heardMicros;

    /// <summary>The last good frame.</summary>
    public CcTalkPacket? Packet { get; private set; }

    public void Clear() => _bytes.Clear();

    /// <returns>True when the byte ended a good frame.</returns>
    public bool Take(byte value, long nowMicros)
    {
        if (nowMicros - _heardMicros > GapMicros)
            _bytes.Clear();
        _heardMicros = nowMicros;
        _bytes.Add(value);
        if (_bytes.Count < 5 || _bytes.Count < 5 + _bytes[1])
            return false;
        var verdict = CcTalkPacket.Parse([.. _bytes], withCrc, out var packet);
        _bytes.Clear();
        Packet = packet ?? Packet;
        return verdict == CcTalkVerdict.Good;
    }
}
