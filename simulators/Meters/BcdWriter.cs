namespace Wattline.Simulators.Meters;

/// <summary>Builds the value of an answer: BCD, low byte first.</summary>
internal sealed class BcdWriter
{
    private byte[] _bytes = new byte[MeterLimits.DataBytesMax];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Byte(int value)
    {
        if (Count == _bytes.Length)
            Array.Resize(ref _bytes, 2 * Count);
        _bytes[Count++] = (byte)value;
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
            Byte(value);
    }

    /// <summary>A moment to the minute, YYMMDDhhmm low byte first; zeros when there is none.</summary>
    public void Minute(DateTime at)
    {
        var none = at == default;
        Byte(none ? 0 : Pair(at.Minute));
        Byte(none ? 0 : Pair(at.Hour));
        Byte(none ? 0 : Pair(at.Day));
        Byte(none ? 0 : Pair(at.Month));
        Byte(none ? 0 : Pair(at.Year % 100));
    }

    /// <summary>A moment to the second, YYMMDDhhmmss low byte first; zeros when there is none.</summary>
    public void Second(DateTime at)
    {
        Byte(at == default ? 0 : Pair(at.Second));
        Minute(at);
    }

    /// <summary>Appends digits two a byte; the sign is the top bit of the last byte.</summary>
    public void Number(long value, int bytes)
    {
        var rest = Math.Abs(value);
        for (var i = 0; i < bytes; i++, rest /= 100)
            Byte((int)(rest / 10 % 10 << 4 | rest % 10));
        if (value < 0)
            _bytes[Count - 1] |= 0x80;
    }

    /// <summary>Appends "no value".</summary>
    public void Missing(int bytes)
    {
        for (var i = 0; i < bytes; i++)
            Byte(0xFF);
    }

    private static int Pair(int value) => (value / 10 << 4) | (value % 10);

    /// <summary>Appends text low byte first; unused places are NUL.</summary>
    public void Text(string text, int bytes)
    {
        for (var i = bytes - 1; i >= 0; i--)
            Byte(i < text.Length ? text[i] : 0);
    }
}
