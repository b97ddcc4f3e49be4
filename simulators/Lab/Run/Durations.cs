using System.CommandLine.Parsing;
using System.Globalization;

namespace Wattline.Simulators.Lab.Run;

/// <summary>Times as people write them: <c>90s</c>, <c>15m</c>, <c>2h</c>, <c>3d</c>; a bare number is seconds.</summary>
internal static class Durations
{
    /// <summary>Reads a duration, or adds an error that says what one looks like.</summary>
    public static TimeSpan? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (TryParse(text, out var duration))
            return duration;
        result.AddError($"'{text}' is no duration: write for example 90s, 15m, 2h or 3d.");
        return null;
    }

    /// <summary>Reads a duration above zero.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length == 0)
            return false;
        var seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 };
        var digits = seconds == 0 ? text : text[..^1];
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return false;
        var total = number * Math.Max(seconds, 1);
        if (total is <= 0 or > 36_500d * 86_400)
            return false;
        duration = TimeSpan.FromSeconds(total);
        return true;
    }
}
