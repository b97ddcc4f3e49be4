using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Formats;

/// <summary>A day of a channel, as a NEM12 file says it (AEMO, Meter Data File Format NEM12 and NEM13, 4.3 to 4.5).</summary>
/// <param name="Line">The line of its 300 record.</param>
/// <param name="Nmi">The metering point.</param>
/// <param name="Suffix">The channel: E1, B1, Q1, K1 …</param>
/// <param name="Meter">The meter's serial number; empty where it is not said.</param>
/// <param name="Unit">The unit as written, such as KWH.</param>
/// <param name="LengthS">Seconds of an interval.</param>
/// <param name="Date">The date, in market time.</param>
/// <param name="Values">What each interval has.</param>
/// <param name="Quality">The method flag of each: A, N, V is never left, S14, F14, E52 …</param>
public sealed record Nem12Day(int Line, string Nmi, string Suffix, string Meter, string Unit, int LengthS, DateOnly Date, IReadOnlyList<ExactDecimal> Values, IReadOnlyList<string> Quality)
{
    /// <summary>Market time is that of Queensland, without summer time.</summary>
    public static readonly TimeZoneInfo MarketTime = TimeZoneInfo.CreateCustomTimeZone("NEM", TimeSpan.FromHours(10), "NEM", "NEM");

    /// <summary>
    /// The register whose intervals they are: E is what the customer takes, B what is fed in, Q and K the same of reactive energy, T apparent energy. The second
    /// character, 1 to 9 and then A to Z, counts meters of the point: OBIS has it as channel, from 0. Null for a suffix that is no quantity of these.
    /// </summary>
    public Obis? Register
    {
        get
        {
            if (Suffix is not [var letter, var place]) return null;
            var channel = place is >= '1' and <= '9' ? place - '1' : char.IsAsciiLetterUpper(place) ? place - 'A' + 9 : -1;
            var quantity = letter switch
            {
                'E' => 1,
                'B' => 2,
                'Q' => 3,
                'K' => 4,
                'T' => 9,
                _ => 0,
            };
            return quantity == 0 || channel < 0 ? null : new Obis(1, (byte)channel, (byte)quantity, 8, 0);
        }
    }
}
