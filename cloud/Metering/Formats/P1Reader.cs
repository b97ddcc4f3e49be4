using System.Globalization;
using System.Text;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Formats;

/// <summary>
/// Reads a telegram of a customer port (DSMR P1 companion 5.0.2; IEC 62056-21 mode D): a slash and an identification, lines of OBIS codes and values, an
/// exclamation mark, and from version 4 on CRC-16 (polynomial A001, LSB first, from the slash to the exclamation mark, both with it).
/// </summary>
public static class P1Reader
{
    /// <summary>The telegram of a text, or why it is none.</summary>
    /// <param name="text">From the slash to the checksum.</param>
    /// <param name="zone">The zone of the meter's clock: the telegram says summer or winter time, and zones know by how much.</param>
    /// <param name="fault">What is wrong with it; null: nothing.</param>
    public static P1Telegram? Read(string text, TimeZoneInfo zone, out FormatFault? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(zone);
        fault = null;
        if (text.Length > FormatLimits.TelegramCharsMax) return Wrong(1, $"more than {FormatLimits.TelegramCharsMax} characters", out fault);
        var begin = text.IndexOf('/', StringComparison.Ordinal);
        var end = text.LastIndexOf('!');
        if (begin < 0 || end < begin) return Wrong(1, "no telegram: from / to ! is needed", out fault);
        var sum = text[(end + 1)..].Split('\n')[0].Trim();
        // From version 4 on there is one; what meters of other makers write behind the mark is none.
        var hasVersion = text.Contains("\n1-3:0.2.8(", StringComparison.Ordinal) || text.Contains("\n0-0:96.1.4(", StringComparison.Ordinal);
        if (hasVersion && sum.Length == 0) return Wrong(Lines(text, end), "the checksum is missing", out fault);
        if ((hasVersion || sum.Length is > 0 and <= 4) && !Matches(text[begin..(end + 1)], sum)) return Wrong(Lines(text, end), $"the checksum {sum} does not fit the telegram", out fault);
        var lines = text[begin..end].Split('\n');
        var values = new List<P1Value>();
        long? at = null;
        for (var i = 1; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            var open = line.IndexOf('(', StringComparison.Ordinal);
            if (open <= 0 || !line.EndsWith(')')) continue;
            // IEC 62056-21 writes the last group behind a '*'.
            if (!Obis.TryParse(line[..open].Replace('*', '.'), out Obis obis)) continue;
            var first = line[(open + 1)..line.IndexOf(')', StringComparison.Ordinal)];
            if (obis == _clock)
            {
                if ((at = Moment(first, zone)) is null) return Wrong(Lines(text, begin) + i, $"'{first}' is no moment", out fault);
            }
            else if (obis.A == 1 && TryValue(first, out var value, out var unit))
            {
                values.Add(new P1Value(obis, value, unit, null));
            }
            else if (obis.A == 1 && Second(line) is { } second && TryValue(second, out value, out unit) && Moment(first, zone) is { } occurred)
            {
                // A maximum has the moment at which it occurred before it (e-MUCS P1, 1-0:1.6.0).
                values.Add(new P1Value(obis, value, unit, occurred));
            }
            else if (obis is { A: 1, D: 8 })
            {
                return Wrong(Lines(text, begin) + i, $"the register {obis} shows '{(first.Length <= 20 ? first : first[..20] + "…")}', which is no number with a unit", out fault);
            }
            else if (obis is { A: 0, C: 24 } && Behind(obis, line, i + 1 < lines.Length ? lines[i + 1].Trim() : "", zone) is { } behind)
            {
                values.Add(behind);
            }
        }

        return values.Count == 0 ? Wrong(Lines(text, begin), "no value in it", out fault) : new P1Telegram(lines[0].Trim('/', '\r', ' '), at, values);
    }

    /// <summary>The telegrams of a text, one behind the other, with the line on which each begins.</summary>
    public static IEnumerable<(int Line, string Text)> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = 1;
        for (var at = 0; at < text.Length;)
        {
            var begin = text.IndexOf('/', at);
            if (begin < 0) yield break;
            line += text.AsSpan(at, begin - at).Count('\n');
            var mark = text.IndexOf("\n!", begin, StringComparison.Ordinal);
            var end = mark < 0 ? text.Length : text.IndexOf('\n', mark + 1) is var last and >= 0 ? last : text.Length;
            yield return (line, text[begin..end]);
            line += text.AsSpan(begin, end - begin).Count('\n');
            at = end;
        }
    }

    private static readonly Obis _clock = Obis.Parse("0-0:1.0.0");

    private static bool TryValue(string text, out ExactDecimal value, out Unit unit)
    {
        value = default;
        var star = text.IndexOf('*', StringComparison.Ordinal);
        unit = (star > 0 ? Wattline.Gateway.Domain.Unit.Find(text.AsSpan(star + 1)) ?? Other(text[(star + 1)..]) : null)!;
        return unit is not null && ExactDecimal.TryParse(text.AsSpan(0, star), out value);
    }

    /// <summary>Reactive units as some meters write them: kVArh, kVAr.</summary>
    private static Unit? Other(string unit) => unit.Contains("VAr", StringComparison.Ordinal) ? Wattline.Gateway.Domain.Unit.Find(unit.Replace("VAr", "var", StringComparison.Ordinal)) : null;

    /// <summary>What stands in a line's second pair of brackets, when it has two.</summary>
    private static string? Second(string line) => line[(line.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(")(") is [_, var second] ? second : null;

    /// <summary>
    /// A meter behind the port: its time and value in one line (24.2.x), or, before version 4, its time, its unit and then the value on a line of its own (24.3.0).
    /// </summary>
    private static P1Value? Behind(Obis obis, string line, string next, TimeZoneInfo zone)
    {
        var groups = line[(line.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(")(");
        if (obis.D == 2 && groups.Length >= 2 && TryValue(groups[^1], out var value, out var unit)) return new P1Value(obis, value, unit, Moment(groups[0], zone));
        if (obis is not { D: 3, E: 0 } || groups.Length < 6 || !next.StartsWith('(') || !next.EndsWith(')')) return null;
        if (!Obis.TryParse(groups[4], out Obis register) || Wattline.Gateway.Domain.Unit.Find(groups[5]) is not { } told || !ExactDecimal.TryParse(next.AsSpan(1, next.Length - 2), out ExactDecimal shown)) return null;
        // Without S or W: an hour that comes twice is taken for the first.
        return new P1Value(register, shown, told, Moment(groups[0] + "W", zone));
    }

    /// <summary>YYMMDDhhmmss and S or W: summer or winter time, which tells the two hours apart that the clock is put back over.</summary>
    private static long? Moment(string text, TimeZoneInfo zone)
    {
        if (text.Length != 13 || text[12] is not ('S' or 'W') || !DateTime.TryParseExact(text[..12], "yyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return null;
        var offset = zone.BaseUtcOffset;
        if (text[12] == 'S')
        {
            var summer = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
            offset = summer > zone.BaseUtcOffset ? summer : zone.BaseUtcOffset + TimeSpan.FromHours(1);
        }

        return (long)(local - DateTime.UnixEpoch - offset).TotalSeconds;
    }

    /// <summary>A telegram has CR and LF at its lines' ends; where a file lost the CR on its way, the sum is that of what was sent.</summary>
    private static bool Matches(string telegram, string sum)
    {
        if (!ushort.TryParse(sum, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var said)) return false;
        return Crc(telegram) == said || (!telegram.Contains('\r', StringComparison.Ordinal) && Crc(telegram.Replace("\n", "\r\n", StringComparison.Ordinal)) == said);
    }

    private static int Crc(string telegram)
    {
        var bytes = Encoding.Latin1.GetBytes(telegram);
        var crc = 0;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xA001 : crc >> 1;
        }

        return crc;
    }

    private static int Lines(string text, int to) => text.AsSpan(0, to).Count('\n') + 1;

    private static P1Telegram? Wrong(int line, string reason, out FormatFault? fault)
    {
        fault = new FormatFault(line, reason);
        return null;
    }
}
