namespace Wattline.Cloud.Metering.Formats;

/// <summary>NEM12's units and quality flags.</summary>
internal static class Nem12Units
{
    /// <summary>The power of ten to thousands (kWh, kvarh, kVAh); null for what is no unit of energy.</summary>
    public static int? Find(string unit)
    {
        var (prefix, rest) = unit.ToUpperInvariant() switch
        {
            ['K', .. var after] => (0, after),
            ['M', .. var after] => (3, after),
            ['G', .. var after] => (6, after),
            var plain => (-3, plain),
        };
        return rest is "WH" or "VARH" or "VAH" ? prefix : null;
    }

    /// <summary>A actual, N null, V variable (days alone); E estimated, S substituted, F final substituted, each with a method of two digits.</summary>
    public static bool IsQuality(string flag, bool isDay) => flag switch
    {
        "A" or "N" => true,
        "V" => isDay,
        ['E' or 'S' or 'F', var tens, var ones] => char.IsAsciiDigit(tens) && char.IsAsciiDigit(ones),
        _ => false,
    };
}
