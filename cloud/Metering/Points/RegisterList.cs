using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Points;

/// <summary>Registers and what they showed, as the registry writes them: <c>1-0:1.8.0=12.30 1-0:2.8.0=0</c>.</summary>
public static class RegisterList
{
    /// <summary>Takes a list; null when it is none.</summary>
    public static SortedDictionary<Obis, ExactDecimal>? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var values = new SortedDictionary<Obis, ExactDecimal>();
        foreach (var item in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var sign = item.IndexOf('=', StringComparison.Ordinal);
            if (sign < 0 || !Obis.TryParse(item.AsSpan(0, sign), out var obis) || !ExactDecimal.TryParse(item.AsSpan(sign + 1), out var value)) return null;
            if (!values.TryAdd(obis, value) || values.Count > PointLimits.RegistersMax) return null;
        }

        return values;
    }

    /// <summary>Takes OBIS codes; null when one is none.</summary>
    public static SortedSet<Obis>? ParseCodes(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var codes = new SortedSet<Obis>();
        foreach (var item in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Obis.TryParse(item, out var obis) || !codes.Add(obis) || codes.Count > PointLimits.RegistersMax) return null;
        }

        return codes;
    }

    /// <summary>Writes a list.</summary>
    public static string Text(IEnumerable<KeyValuePair<Obis, ExactDecimal>> values) => string.Join(' ', values.Select(static pair => $"{pair.Key}={pair.Value}"));
}
