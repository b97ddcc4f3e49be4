using System.Globalization;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Formats;

/// <summary>
/// Reads NEM12 (AEMO, Meter Data File Format NEM12 and NEM13): 100 header, 200 a channel, 300 a day, 400 quality by intervals where the day's is V, 500 and B2B
/// details, 900 the end. What does not hold together refuses the file with line and reason: half a file would be half a bill.
/// </summary>
public sealed class Nem12Reader
{
    private readonly List<Nem12Day> _days = [];
    private readonly string[] _lines;
    private int _line;
    private int _record;
    private Channel? _channel;
    private OpenDay? _open;

    private Nem12Reader(string text)
    {
        _lines = text.Split('\n');
    }

    /// <summary>Reads a file.</summary>
    public static Nem12File Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > FormatLimits.FileCharsMax) return new Nem12File([], new FormatFault(1, $"more than {FormatLimits.FileCharsMax} characters"));
        var reader = new Nem12Reader(text);
        var fault = reader.ReadAll();
        return fault is null ? new Nem12File(reader._days, null) : new Nem12File([], fault);
    }

    private FormatFault? ReadAll()
    {
        string? last = null;
        while (Next() is { } fields)
        {
            if (last == "900") return Fault("a record behind the 900 record, which ends the file");
            if (last is null && fields[0] != "100") return Fault($"the file begins with {Shown(fields[0])}; a 100 record is needed");
            var fault = fields[0] switch
            {
                "100" => last is not null ? Fault("a second 100 record") : fields.Length < 2 || fields[1] != "NEM12" ? Fault("the 100 record does not say NEM12") : null,
                "200" => Close() ?? ReadChannel(fields),
                "300" => Close() ?? ReadDay(fields),
                "400" => ReadQuality(fields),
                "500" => _channel is null ? Fault("a 500 record without a 200 record before it") : null,
                "900" => Close(),
                _ => Fault($"{Shown(fields[0])} is no record of NEM12: 100, 200, 300, 400, 500 or 900 is needed"),
            };
            if (fault is not null) return fault;
            last = fields[0];
        }

        if (last is null) return new FormatFault(1, "the file is empty: a 100 record is needed");
        if (last != "900") return new FormatFault(_lines.Length, "the file ends without a 900 record: part of it is missing");
        return _days.Count == 0 ? new FormatFault(_record, "the file holds no day: no 300 record") : null;
    }

    /// <summary>The fields of the next line that has some. A 300 record may be broken over lines: it goes on where a line ends in a comma and no other record follows.</summary>
    private string[]? Next()
    {
        while (_line < _lines.Length)
        {
            var text = _lines[_line++].Trim('\r', ' ', '\t', '\uFEFF');
            if (text.Length == 0) continue;
            _record = _line;
            while (text.StartsWith("300,", StringComparison.Ordinal) && text.EndsWith(',') && _line < _lines.Length && IsMore(text, _lines[_line])) text += _lines[_line++].Trim('\r', ' ', '\t');
            return [.. text.Split(',').Select(static field => field.Trim())];
        }

        return null;
    }

    private bool IsMore(string text, string next)
    {
        var fields = text.Split(',').Length - 1;
        return _channel is { } channel && fields < 2 + channel.Count && next.Trim().Length > 0
            && !(next.StartsWith("200,", StringComparison.Ordinal) || next.StartsWith("300,", StringComparison.Ordinal) || next.StartsWith("400,", StringComparison.Ordinal)
                || next.StartsWith("500,", StringComparison.Ordinal) || next.StartsWith("900", StringComparison.Ordinal));
    }

    private FormatFault? ReadChannel(string[] fields)
    {
        if (fields.Length < 9) return Fault($"the 200 record has {fields.Length} fields; 10 are needed");
        if (fields[1].Length is 0 or > 32) return Fault("the 200 record names no metering point (NMI)");
        if (!int.TryParse(fields[8], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || minutes is not (5 or 15 or 30)) return Fault($"an interval of {Shown(fields[8])} minutes; 5, 15 or 30 are needed");
        if (Nem12Units.Find(fields[7]) is null) return Fault($"{Shown(fields[7])} is no unit of energy");
        _channel = new Channel(fields[1], fields[4], fields[6], fields[7], minutes * 60);
        return null;
    }

    private FormatFault? ReadDay(string[] fields)
    {
        if (_channel is not { } channel) return Fault("a 300 record without a 200 record before it");
        if (fields.Length < 2 || !DateOnly.TryParseExact(fields[1], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return Fault("the 300 record has no date");
        var found = fields.Skip(2).TakeWhile(static field => TryNumber(field, out _)).Count();
        if (found != channel.Count) return Fault($"the day has {found} values; {channel.Count} of {channel.LengthS / 60} minutes are needed");
        if (fields.Length < 3 + channel.Count || !Nem12Units.IsQuality(fields[2 + channel.Count], isDay: true)) return Fault($"the day's quality is {Shown(fields.ElementAtOrDefault(2 + channel.Count) ?? "")}; A, N, V, or S, F, E with a method is needed");
        var values = fields.Skip(2).Take(found).Select(static field => TryNumber(field, out var value) ? value : default).ToList();
        if (values.Exists(static value => value.Unscaled < 0)) return Fault("a value below 0");
        _open = new OpenDay(_record, channel, date, values, fields[2 + channel.Count], new string[channel.Count]);
        if (_open.Flag != "V") Array.Fill(_open.Quality, _open.Flag);
        return null;
    }

    /// <summary>Some write .02 for 0.02.</summary>
    private static bool TryNumber(string field, out ExactDecimal value) => ExactDecimal.TryParse(field.StartsWith('.') ? "0" + field : field, out value);

    private FormatFault? ReadQuality(string[] fields)
    {
        if (_open is not { } day) return Fault("a 400 record without a 300 record before it");
        if (day.Flag != "V") return Fault($"a 400 record, and the day's quality is {day.Flag}, not V");
        if (fields.Length < 4 || !int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var first) || !int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            return Fault("the 400 record names no intervals");
        if (first < 1 || last < first || last > day.Quality.Length) return Fault($"the 400 record is of intervals {first} to {last}; the day has 1 to {day.Quality.Length}");
        if (!Nem12Units.IsQuality(fields[3], isDay: false)) return Fault($"the quality of intervals {first} to {last} is {Shown(fields[3])}");
        for (var i = first - 1; i < last; i++)
        {
            if (day.Quality[i] is not null) return Fault($"interval {i + 1} has two qualities");
            day.Quality[i] = fields[3];
        }

        return null;
    }

    private FormatFault? Close()
    {
        if (_open is not { } day) return null;
        _open = null;
        var without = Array.IndexOf(day.Quality, null);
        if (without >= 0) return new FormatFault(day.Line, $"the day's quality is V, and no 400 record says that of interval {without + 1} of {day.Quality.Length}");
        _days.Add(new Nem12Day(day.Line, day.Channel.Nmi, day.Channel.Suffix, day.Channel.Meter, day.Channel.Unit, day.Channel.LengthS, day.Date, day.Values, day.Quality));
        return null;
    }

    private FormatFault Fault(string reason) => new(_record, reason);

    private static string Shown(string text) => text.Length == 0 ? "nothing" : $"'{(text.Length <= 20 ? text : text[..20] + "…")}'";

    private sealed record Channel(string Nmi, string Suffix, string Meter, string Unit, int LengthS)
    {
        public int Count => 86_400 / LengthS;
    }

    private sealed record OpenDay(int Line, Channel Channel, DateOnly Date, List<ExactDecimal> Values, string Flag, string[] Quality);
}
