namespace Wattline.Firmware.Meters;

/// <summary>How the bytes of one value are to be read. All are sent low byte first.</summary>
public static class Dlt645Kind
{
    /// <summary>BCD number with decimals and perhaps a sign: <see cref="Bcd.Read"/>.</summary>
    public const int Number = 0;

    /// <summary>A number, then the moment it occurred: YYMMDDhhmm, 5 bytes.</summary>
    public const int NumberAndMoment = 1;

    /// <summary>YYMMDDWW, 4 bytes; weekday 00 is Sunday. Some meters leave WW out (3 bytes).</summary>
    public const int Date = 2;

    /// <summary>hhmmss, 3 bytes.</summary>
    public const int Time = 3;

    /// <summary>YYMMDDhhmm, 5 bytes.</summary>
    public const int Moment = 4;

    /// <summary>Start and end, YYMMDDhhmmss each, 12 bytes.</summary>
    public const int Span = 5;

    /// <summary>A span, then six energies (forward, reverse active, Q1 to Q4, XXXXXX.XX) before and six after, 60 bytes.</summary>
    public const int SpanAndEnergies = 6;

    /// <summary>Decimal digits that are a name, not a quantity.</summary>
    public const int Digits = 7;

    /// <summary>ASCII, the last character first, 00 where there is none.</summary>
    public const int Text = 8;

    /// <summary>Bits, bit 0 in the first byte.</summary>
    public const int Bits = 9;

    /// <summary>A load profile's records; their length is inside them.</summary>
    public const int Profile = 10;

    /// <summary>A record of an event; <see cref="Dlt645Format.StartAt"/> and <see cref="Dlt645Format.EndAt"/> say where its times are.</summary>
    public const int Record = 11;

    /// <summary>How often (3 bytes), then how many minutes in all (3 bytes).</summary>
    public const int CountAndMinutes = 12;

    /// <summary>All of a freeze, one item behind the other: its moment first.</summary>
    public const int FreezeBlock = 13;
}
