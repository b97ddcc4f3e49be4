namespace Wattline.Gateway.Domain;

/// <summary>The limits of the domain's own values.</summary>
public static class DomainLimits
{
    /// <summary>Characters of a concentrator's or a meter's name: docs/uplink.md, topics.</summary>
    public const int NameCharsMax = 32;

    /// <summary>Decimals of a value: a 64-bit integer has no more than 18 whole digits.</summary>
    public const int DecimalsMax = 18;

    /// <summary>Bytes of a decimal as text: sign, 19 digits, a point, and a leading zero.</summary>
    public const int DecimalTextBytesMax = 22;

    /// <summary>Bytes of an OBIS code as text: "255-255:255.255.255.255".</summary>
    public const int ObisTextBytesMax = 23;

    /// <summary>Minor units of one record of money: ten thousand million of a currency of two decimals, which no cash box holds.</summary>
    public const long MoneyValueMax = 1_000_000_000_000;
}
