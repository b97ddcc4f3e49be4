using System.Globalization;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Points;

/// <summary>The ratio of an instrument transformer, exactly: <c>200/5</c>, or <c>40</c>.</summary>
/// <param name="Text">As the registry writes it.</param>
/// <param name="Value">The ratio.</param>
public sealed record Multiplier(string Text, ExactDecimal Value)
{
    /// <summary>None: connected directly.</summary>
    public static readonly Multiplier One = new("1", new ExactDecimal(1, 0));

    /// <summary>Takes a ratio above 0 that is exact in six decimals; anything else is no multiplier.</summary>
    public static Multiplier? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!Number(slash < 0 ? text : text[..slash], out var first)) return null;
        var second = 1m;
        if (slash >= 0 && !Number(text[(slash + 1)..], out second)) return null;
        var ratio = first / second;
        var scaled = ratio * 1_000_000;
        if (ratio <= 0 || scaled > PointLimits.MultiplierMax * 1_000_000m || decimal.Truncate(scaled) != scaled || first != ratio * second) return null;
        byte decimals = 6;
        var unscaled = (long)scaled;
        for (; decimals > 0 && unscaled % 10 == 0; decimals--) unscaled /= 10;
        return new Multiplier(text, new ExactDecimal(unscaled, decimals));
    }

    /// <summary>What a channel's values are multiplied by: energy and power by both, current by CT, voltage by PT, the rest by nothing (facts of the field, IEC 62056-6-1 value group C).</summary>
    public static decimal Of(Obis obis, Multiplier ct, Multiplier pt)
    {
        ArgumentNullException.ThrowIfNull(ct);
        ArgumentNullException.ThrowIfNull(pt);
        if (obis.A != 1) return 1;
        // 11, 31, 51, 71, 91: current; 12, 32, 52, 72, 92: voltage; 13, 33, 53, 73: power factor; 14: frequency; 81: angles.
        return obis.C switch
        {
            81 or 14 or 34 or 54 or 74 => 1,
            >= 11 and <= 99 when obis.C % 20 == 11 => ct.Value.ToDecimal(),
            >= 11 and <= 99 when obis.C % 20 == 12 => pt.Value.ToDecimal(),
            >= 11 and <= 99 when obis.C % 20 == 13 => 1,
            > 0 and < 90 => ct.Value.ToDecimal() * pt.Value.ToDecimal(),
            _ => 1,
        };
    }

    private static bool Number(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && number > 0 && number <= PointLimits.MultiplierMax;
}
