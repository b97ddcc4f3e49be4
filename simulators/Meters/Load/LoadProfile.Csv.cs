using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Wattline.Simulators.Meters.Load;

public sealed partial class LoadProfile
{
    private const string PowerColumn = "Global_active_power";

    /// <summary>
    /// Reads a measured household, one line a minute: <c>Date;Time;Global_active_power;...</c> with dates d/M/yyyy
    /// and power in kW to three decimals. A value of <c>?</c> (missing) repeats the last one, at the start 0.
    /// </summary>
    /// <param name="csv">The file.</param>
    /// <param name="profile">Its minutes in order; the first is the start of the simulation.</param>
    /// <param name="error">What is wrong, with the number of the line; null when nothing is.</param>
    public static bool TryReadCsv(TextReader csv, [NotNullWhen(true)] out LoadProfile? profile, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(csv);
        profile = null;
        var column = Array.IndexOf((csv.ReadLine() ?? "").TrimEnd('\r').Split(';'), PowerColumn);
        if (column < 2)
        {
            error = $"line 1: no column {PowerColumn} after Date;Time";
            return false;
        }
        var watts = new List<int>();
        DateTime? last = null;
        var number = 1;
        while (csv.ReadLine() is { } line)
        {
            number++;
            // A blank line is the end of a file of this kind, never a gap: the next minute is checked.
            if (string.IsNullOrWhiteSpace(line))
                continue;
            error = ReadLine(line, column, ref last, watts);
            if (error is null && watts.Count > MeterLimits.ProfileMinutesMax)
                error = $"more than {MeterLimits.ProfileMinutesMax} minutes";
            if (error is not null)
            {
                error = string.Create(CultureInfo.InvariantCulture, $"line {number}: {error}");
                return false;
            }
        }
        error = watts.Count == 0 ? "no line with a value" : null;
        profile = error is null ? new LoadProfile([.. watts]) : null;
        return profile is not null;
    }

    private static string? ReadLine(string line, int column, ref DateTime? last, List<int> watts)
    {
        var fields = line.TrimEnd('\r').Split(';');
        if (fields.Length <= column)
            return $"{fields.Length} fields, the power is field {column + 1}";
        if (!DateTime.TryParseExact($"{fields[0]} {fields[1]}", "d/M/yyyy HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return $"'{fields[0]};{fields[1]}' is not a date and a time";
        if (last is { } before && time != before.AddMinutes(1))
            return $"{time:yyyy-MM-dd HH:mm:ss} does not follow {before:yyyy-MM-dd HH:mm:ss} by one minute";
        last = time;
        if (fields[column] == "?")
        {
            watts.Add(watts.Count == 0 ? 0 : watts[^1]);
            return null;
        }
        if (!decimal.TryParse(fields[column], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var kilowatts)
            || kilowatts * 1000 != decimal.Truncate(kilowatts * 1000) || kilowatts * 1000 > MeterLimits.WattsMax)
            return $"'{fields[column]}' is not a power in kW with up to three decimals, at most {MeterLimits.WattsMax} W";
        watts.Add((int)(kilowatts * 1000));
        return null;
    }
}
