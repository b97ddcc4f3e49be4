using System.Globalization;
using System.Text.RegularExpressions;
using Wattline.Cloud.Metering.Registry;

namespace Wattline.Cloud.Metering.Import;

/// <summary>Checks the fields of one line; what is wrong is told by column, and reading goes on, so that one import names all faults.</summary>
internal sealed partial class FieldCheck(int line, List<ImportError> errors)
{
    /// <summary>A check bit's name; its place is its number on the wire.</summary>
    internal static readonly string[] Parities = ["none", "odd", "even"];

    public void Refuse(string column, string reason) => errors.Add(new ImportError(line, column, reason));

    public string Identifier(string column, string value, bool dots)
    {
        if (value.Length is >= 1 and <= RegistryLimits.IdCharsMax && (dots ? DottedIdentifier() : PlainIdentifier()).IsMatch(value)) return value;
        Refuse(column, $"{Shown(value)}: 1 to {RegistryLimits.IdCharsMax} of A-Z a-z 0-9 - _{(dots ? " ." : "")} are needed");
        return "";
    }

    public int Number(string column, string value, int min, int max)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max) return number;
        Refuse(column, $"{Shown(value)}: a whole number from {min} to {max} is needed");
        return min;
    }

    public int OneOf(string column, string value, IReadOnlyList<int> allowed)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && allowed.Contains(number)) return number;
        Refuse(column, $"{Shown(value)}: one of {string.Join(", ", allowed)} is needed");
        return allowed[0];
    }

    public int Every(string column, string value)
    {
        var every = Number(column, value, RegistryLimits.EverySecondsMin, RegistryLimits.EverySecondsMax);
        if (86_400 % every != 0) Refuse(column, $"{Shown(value)}: seconds that divide a day are needed, so that a slot falls on midnight");
        return every;
    }

    public string Known(string column, string value, IEnumerable<string> known)
    {
        if (known.Contains(value, StringComparer.Ordinal)) return value;
        Refuse(column, $"{Shown(value)} is not known: {string.Join(", ", known.Order(StringComparer.Ordinal).Take(20))}");
        return "";
    }

    public string Address(string column, string value, string protocol)
    {
        // All nines are the broadcast address, which no meter answers (DL/T 645-2007, 5.2.2); so is unit 0 of Modbus, and what is above the units.
        (bool fits, string needed) = protocol switch
        {
            MeterProtocols.Dlt645 => (TwelveDigits().IsMatch(value) && value != "999999999999", "12 digits are needed, and not the broadcast address 999999999999"),
            MeterProtocols.Modbus => (UnitAndNumber().IsMatch(value) && UnitOf(value) is >= 1 and <= 247, "a unit from 1 to 247 is needed, such as 17, or 17/12345678 with the meter's number"),
            MeterProtocols.Cjt188 => (TypeAndAddress().IsMatch(value), "type and 14 digits are needed, such as 10/00000012345678"),
            MeterProtocols.MBus => (PrimaryOrNumber().IsMatch(value) && (value.Length > 3 && !value.Contains('/', StringComparison.Ordinal) || UnitOf(value) is >= 1 and <= 250),
                "a primary address from 1 to 250 is needed, such as 17, or 17/12345678 with the meter's number, or its number of 8 digits, or 16 with maker, version and medium"),
            _ => (true, ""),
        };
        if (fits) return value;
        Refuse(column, $"{Shown(value)}: {needed}");
        return "";
    }

    public int? Parity(string column, string value)
    {
        if (value.Length == 0) return null;
        var parity = Array.IndexOf(Parities, value);
        if (parity < 0) Refuse(column, $"{Shown(value)}: one of {string.Join(", ", Parities)} is needed");
        return parity < 0 ? null : parity;
    }

    private static int UnitOf(string value) => int.Parse(value.Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture);

    public string Power(string column, string value)
    {
        var form = NumberStyles.AllowDecimalPoint;
        if (decimal.TryParse(value, form, CultureInfo.InvariantCulture, out var kw) && kw > 0 && kw <= RegistryLimits.MaxKwMax)
            return kw.ToString(CultureInfo.InvariantCulture);
        Refuse(column, $"{Shown(value)}: a decimal number of kW above 0, at most {RegistryLimits.MaxKwMax}, is needed");
        return "";
    }

    public string Zone(string column, string value)
    {
        if (value.Length is > 0 and <= 64 && TimeZoneInfo.TryFindSystemTimeZoneById(value, out _)) return value;
        Refuse(column, $"{Shown(value)}: the IANA name of a time zone is needed, such as Europe/Berlin or UTC");
        return "";
    }

    public string? Text(string column, string value, int charsMax)
    {
        if (value.Length > charsMax) Refuse(column, $"{value.Length} characters; at most {charsMax} are allowed");
        return value.Length == 0 ? null : value;
    }

    public string? OptionalIdentifier(string column, string value) => value.Length == 0 ? null : Identifier(column, value, dots: true);

    public string Percent(string column, string value)
    {
        if (decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100)
            return percent.ToString(CultureInfo.InvariantCulture);
        Refuse(column, $"{Shown(value)}: a decimal number from 0 to 100 is needed");
        return "";
    }

    public DateOnly Date(string column, string value)
    {
        if (DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        Refuse(column, $"{Shown(value)}: a date such as 2026-03-01 is needed");
        return default;
    }

    /// <summary>Unix seconds of a moment whose offset is written: a change of meters at a local time that comes twice would be two moments.</summary>
    public long Moment(string column, string value)
    {
        if (MomentForm().IsMatch(value) && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            && moment.Year is >= 1990 and < 2200) return moment.ToUnixTimeSeconds();
        Refuse(column, $"{Shown(value)}: a moment with its offset is needed, such as 2026-03-01T10:15:00+08:00 or 2026-03-01T02:15:00Z");
        return 0;
    }

    internal static string Shown(string value) =>
        value.Length == 0 ? "empty" : $"'{(value.Length <= 40 ? value : value[..40] + "…")}'";

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+\z")]
    private static partial Regex PlainIdentifier();

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]+\z")]
    private static partial Regex DottedIdentifier();

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)\z")]
    private static partial Regex MomentForm();

    [GeneratedRegex(@"\A[0-9]{1,3}(/0*[1-9][0-9]{0,17})?\z")]
    private static partial Regex UnitAndNumber();

    [GeneratedRegex(@"\A[0-9]{2}/[0-9]{14}\z")]
    private static partial Regex TypeAndAddress();

    [GeneratedRegex(@"\A([0-9]{1,3}|([0-9]{1,3}/)?[0-9]{8}(?!FFFF)([0-9A-F]{4}(?!FF)[0-9A-F]{2}(?!FF)[0-9A-F]{2})?)\z")]
    private static partial Regex PrimaryOrNumber();

    [GeneratedRegex(@"\A[0-9]{12}\z")]
    private static partial Regex TwelveDigits();
}
