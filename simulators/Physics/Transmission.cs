namespace Wattline.Simulators.Physics;

/// <summary>Characters on their way over the wire, as they will be read at the other end.</summary>
internal sealed class Transmission(LinePort? sender, SerialSetting setting, byte[] characters, long startMicros)
{
    /// <summary>Null for noise.</summary>
    public LinePort? Sender { get; } = sender;

    public SerialSetting Setting { get; } = setting;

    public byte[] Characters { get; } = characters;

    /// <summary>Characters that no UART hands on: check bit or stop bit wrong (IGNPAR), or lost; null while there is none.</summary>
    public bool[]? Discarded { get; private set; }

    public long StartMicros { get; } = startMicros;

    public long EndMicros { get; } = startMicros + setting.WireMicros(characters.Length);

    /// <summary>Characters that chunked receivers have had.</summary>
    public int Delivered { get; set; }

    /// <summary>When the first <paramref name="count"/> characters have arrived.</summary>
    public long ArrivedMicros(int count) => StartMicros + Setting.WireMicros(count);

    /// <summary>Index of the character on the wire at a time; clamped to the characters there are.</summary>
    public int CharacterAt(long micros) => (int)Math.Clamp(
        (micros - StartMicros) * Setting.Baud / (Setting.BitsPerCharacter * 1_000_000L), 0, Characters.Length - 1);

    /// <summary>Takes a character away from all receivers.</summary>
    /// <returns>False when it was gone already.</returns>
    public bool Discard(int index)
    {
        Discarded ??= new bool[Characters.Length];
        var isNew = !Discarded[index];
        Discarded[index] = true;
        return isNew;
    }

    /// <summary>What a UART of the same setting hands on of some characters.</summary>
    public ReadOnlySpan<byte> Accepted(int from, int to)
    {
        if (Discarded is null)
            return Characters.AsSpan(from, to - from);
        var accepted = new List<byte>(to - from);
        for (var i = from; i < to; i++)
            if (!Discarded[i])
                accepted.Add(Characters[i]);
        return accepted.ToArray();
    }
}
