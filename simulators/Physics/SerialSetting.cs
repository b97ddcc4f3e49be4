namespace Wattline.Simulators.Physics;

/// <summary>How a UART is set: speed and shape of a character of 8 data bits, least significant first.</summary>
/// <param name="Baud">Bits a second, 1 or more.</param>
/// <param name="Parity">The check bit.</param>
/// <param name="StopBits">1 or 2.</param>
public readonly record struct SerialSetting(int Baud, Parity Parity, int StopBits)
{
    /// <summary>DL/T 645-2007 5.2: even parity, one stop bit, 2400 baud unless agreed otherwise.</summary>
    public static readonly SerialSetting Dlt645 = new(2400, Parity.Even, 1);

    /// <summary>Bits of one character on the wire, start and stop bits included.</summary>
    public int BitsPerCharacter => 1 + 8 + (Parity == Parity.None ? 0 : 1) + StopBits;

    /// <summary>
    /// Microseconds that characters sent back to back take, rounded up: the last one has not arrived before its
    /// stop bit ended.
    /// </summary>
    public long WireMicros(int characters) => ((long)characters * BitsPerCharacter * 1_000_000 + Baud - 1) / Baud;

    /// <summary>True when a receiver so set understands a sender set as <paramref name="sender"/>.</summary>
    public bool Understands(SerialSetting sender) => Baud == sender.Baud && Parity == sender.Parity;
}
