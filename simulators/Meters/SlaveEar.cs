namespace Wattline.Simulators.Meters;

/// <summary>
/// What a slave has heard since the line was quiet. A slave knows a frame's start by the silence before it: what comes
/// sooner belongs to what was there, whoever sent it.
/// </summary>
/// <param name="quietMicros">Microseconds of silence that end what was heard while the line's speed is not known, as behind a serial server.</param>
internal sealed class SlaveEar(long quietMicros)
{
    private long _lastMicros = long.MinValue;
    private long _characterNanos;
    private long _quietMicros = quietMicros;

    /// <summary>The bytes.</summary>
    public List<byte> Bytes { get; } = [];

    /// <summary>Says how the line is set.</summary>
    public void Tune(int baud, int bitsPerCharacter, long quietMicros) =>
        (_characterNanos, _quietMicros) = (bitsPerCharacter * 1_000_000_000L / baud, quietMicros);

    /// <summary>Takes what was heard.</summary>
    /// <param name="heard">Back to back.</param>
    /// <param name="nowMicros">When the last one's stop bit ended.</param>
    public void Take(ReadOnlySpan<byte> heard, long nowMicros)
    {
        var began = nowMicros - (heard.Length * _characterNanos / 1000);
        if (_lastMicros != long.MinValue && began - _lastMicros >= _quietMicros)
            Bytes.Clear();
        _lastMicros = nowMicros;
        Bytes.AddRange(heard);
    }
}
