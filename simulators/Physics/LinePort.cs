namespace Wattline.Simulators.Physics;

/// <summary>A UART with its transceiver on an <see cref="Rs485Line"/>.</summary>
public sealed class LinePort
{
    private readonly Rs485Line _line;

    internal LinePort(Rs485Line line, string name, SerialSetting setting, LineListener heard)
    {
        _line = line;
        Name = name;
        Setting = setting;
        Heard = heard;
    }

    /// <summary>Who it is, for logs.</summary>
    public string Name { get; }

    /// <summary>Speed and shape; what is on the wire already keeps the setting it was sent with.</summary>
    public SerialSetting Setting { get; set; }

    /// <summary>When the last character given to <see cref="Send"/> will have left, in microseconds.</summary>
    public long SendingUntilMicros { get; internal set; }

    /// <summary>Characters this port put on the wire.</summary>
    public long CharactersSent { get; internal set; }

    internal LineListener Heard { get; }

    /// <summary>Sends bytes back to back, now or after what is still leaving.</summary>
    /// <returns>When the last one will have left, in microseconds.</returns>
    public long Send(ReadOnlySpan<byte> bytes) => _line.Send(this, bytes, 0);

    /// <summary>Sends bytes after a delay in microseconds.</summary>
    /// <returns>When the last one will have left, in microseconds.</returns>
    public long SendAfter(long delayMicros, ReadOnlySpan<byte> bytes) => _line.Send(this, bytes, delayMicros);
}
