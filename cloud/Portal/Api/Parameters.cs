using System.Globalization;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Reads a query's parameters; what does not serve is named, all of it at once.</summary>
internal sealed class Parameters
{
    /// <summary>The first second that a date can say, 0001-01-01; slots before 1970 are negative.</summary>
    public const long FirstSecond = -62_135_596_800;

    /// <summary>The last second that a date can say, in 9999.</summary>
    public const long LastSecond = 253_402_300_799;

    /// <summary>What a moment may look like, for the description of the API.</summary>
    public const string MomentHelp = "A moment such as 2026-03-01T00:00:00Z (RFC 3339), a date such as 2026-03-01 (midnight in the meter's zone), or Unix seconds.";

    private readonly Dictionary<string, string[]> _faults = [];

    public IResult? Refusal => _faults.Count == 0 ? null : Problem.Parameters(_faults);

    public void Fault(string name, string reason) => _faults[name] = [reason];

    public bool Switch(string name, string? text)
    {
        if (text is null or "false" or "0") return false;
        if (text is "true" or "1" or "") return true;
        Fault(name, "true or false is needed");
        return false;
    }

    public long Number(string name, string? text, long otherwise, long min, long max)
    {
        if (text is null) return otherwise;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max) return number;
        Fault(name, $"a whole number from {min} to {max} is needed");
        return otherwise;
    }

    public string? Code(string name, string? text)
    {
        if (text is null) return null;
        // IEC 62056-21 writes the last group behind a '*'.
        if (Obis.TryParse(text.Replace('*', '.'), out Obis obis)) return obis.ToString();
        Fault(name, "an OBIS code such as 1-0:1.8.0 or 1-0:1.8.0.255 is needed");
        return null;
    }

    /// <summary>A moment in Unix seconds, from RFC 3339, a date (midnight in the zone) or Unix seconds.</summary>
    public long Moment(string name, string? text, long otherwise, TimeZoneInfo zone)
    {
        if (text is null) return otherwise;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds is >= FirstSecond and <= LastSecond) return seconds;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            var midnight = date.ToDateTime(TimeOnly.MinValue);
            // Where the clock is put forward at midnight the day begins an hour later.
            while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(30);
            // In seconds: the first and the last midnight may be outside of what a date can say in UTC.
            var utc = (long)((midnight - DateTime.UnixEpoch) - zone.GetUtcOffset(midnight)).TotalSeconds;
            if (utc is >= FirstSecond and <= LastSecond) return utc;
        }

        // A '+' that was not escaped in the address has become a blank.
        if (text.Contains('T', StringComparison.OrdinalIgnoreCase)
            && DateTimeOffset.TryParse(text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)) return moment.ToUnixTimeSeconds();
        Fault(name, "a moment such as 2026-03-01T00:00:00Z, a date such as 2026-03-01 or Unix seconds are needed");
        return otherwise;
    }
}
