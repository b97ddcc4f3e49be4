using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Wattline.Cloud.Metering.Csv;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Formats;

/// <summary>Where the columns of a file of intervals are, and how its lines are read.</summary>
internal sealed class IntervalColumns
{
    private static readonly string[] _names = ["point", "obis", "end", "length_s", "amount", "origin", "quality"];
    private static readonly string[] _forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"];
    private const int Needed = 5;

    private readonly int[] _places;
    private readonly int _count;

    private IntervalColumns(int[] places, int count)
    {
        _places = places;
        _count = count;
    }

    /// <summary>Finds them by name, in any order.</summary>
    public static bool TryRead(IReadOnlyList<string> header, [NotNullWhen(true)] out IntervalColumns? columns, [NotNullWhen(false)] out string? fault)
    {
        columns = null;
        fault = null;
        var found = header.Select(static field => field.Trim()).ToList();
        var places = Array.ConvertAll(_names, name => found.FindIndex(field => field.Equals(name, StringComparison.OrdinalIgnoreCase)));
        if (Array.IndexOf(places, -1, 0, Needed) is var missing and >= 0) fault = $"the header lacks the column {_names[missing]}";
        else if (_names.FirstOrDefault(name => found.Count(field => field.Equals(name, StringComparison.OrdinalIgnoreCase)) > 1) is { } twice) fault = $"the header names the column {twice} twice";
        else columns = new IntervalColumns(places, header.Count);
        return columns is not null;
    }

    /// <summary>Reads a line.</summary>
    /// <param name="record">The line.</param>
    /// <param name="interval">What it says; null: nothing.</param>
    /// <returns>What is wrong with it; null: nothing.</returns>
    public string? Read(CsvRecord record, out ImportedInterval? interval)
    {
        interval = null;
        if (record.Fields.Count != _count) return $"{record.Fields.Count} fields; the header has {_count}";
        string Field(int place) => _places[place] < 0 ? "" : record.Fields[_places[place]].Trim();
        if (!MeterId.TryParse(Field(0), out var point)) return "point: 1 to 32 of A-Z a-z 0-9 - _ . are needed";
        if (!Obis.TryParse(Field(1), out Obis obis)) return "obis: a code such as 1-0:1.8.0 is needed";
        if (!DateTimeOffset.TryParseExact(Field(2), _forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var end) || !HasOffset(Field(2)))
            return "end: a moment with its offset is needed, such as 2026-03-01T00:15:00Z";
        if (!int.TryParse(Field(3), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || !Points.PointLimits.Lengths.Contains(length))
            return $"length_s: one of {string.Join(", ", Points.PointLimits.Lengths)} is needed";
        if (Field(4).Length == 0) return null;
        if (!ExactDecimal.TryParse(Field(4), out ExactDecimal amount)) return "amount: a decimal number is needed";
        var origin = IntervalOrigin.Profile;
        if (Field(5).Length > 0 && (!Enum.TryParse(Field(5), ignoreCase: true, out origin) || char.IsAsciiDigit(Field(5)[0]) || origin == IntervalOrigin.Missing))
            return "origin: registers, profile, nosupply, estimated or edited is needed";
        var quality = default(QualitySet);
        foreach (var code in Field(6).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!QualityTable.TryParse(Encoding.UTF8.GetBytes(code), out var row)) return $"quality: '{(code.Length <= 16 ? code : code[..16] + "…")}' is no code of the table";
            quality = quality.With(row);
        }

        interval = new ImportedInterval(record.Line, point.Text, obis, end.ToUnixTimeSeconds(), length, amount, origin, quality);
        return null;
    }

    /// <summary>A local time that comes twice would be two moments.</summary>
    private static bool HasOffset(string text) => text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
}
