namespace Wattline.Simulators.Kiosks;

/// <summary>A device that takes money and counts it by itself, whatever it speaks. Passive: time comes with each call, in microseconds since the start.</summary>
public interface ICashAcceptor
{
    /// <summary>Every note or coin that was ever in it, by its number.</summary>
    IReadOnlyList<Note> Notes { get; }

    /// <summary>Pieces that it tells apart; channels count from 1.</summary>
    int ChannelCount { get; }

    /// <summary>False between <see cref="PowerCut"/> and <see cref="PowerUp"/>.</summary>
    bool HasPower { get; }

    /// <summary>True when a piece may be inserted.</summary>
    bool IsOpen { get; }

    /// <summary>True while it waits for the host to confirm money.</summary>
    bool AwaitsAcknowledgement { get; }

    /// <summary>When something happens by itself next; <see cref="long.MaxValue"/> when nothing does.</summary>
    long NextWakeMicros { get; }

    /// <summary>Takes bytes from the line.</summary>
    /// <returns>The reply to the last command in them; null when there is none of this device.</returns>
    ValidatorAnswer? Hear(ReadOnlySpan<byte> bytes, long nowMicros);

    /// <summary>Somebody offers a piece.</summary>
    /// <returns>The piece when it was drawn in; null when the mouth is closed.</returns>
    Note? Insert(int channel, string? account, long nowMicros);

    /// <summary>Lets the mechanics run up to a time.</summary>
    void Step(long nowMicros);

    /// <summary>The power fails at once, wherever a piece is.</summary>
    void PowerCut(long nowMicros);

    /// <summary>The power comes back.</summary>
    void PowerUp(long nowMicros);
}
