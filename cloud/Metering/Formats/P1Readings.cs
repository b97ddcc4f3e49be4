using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Formats;

/// <summary>
/// A telegram as readings: what its registers and the meters behind it showed, at the times that it says, in the units of the product. Where it has the registers of
/// the tariffs alone, as Dutch and Belgian ones have, their sum is told as the total beside them: intervals are made of totals.
/// </summary>
public static class P1Readings
{
    private const int TariffsMax = 63;

    /// <summary>The message that a gateway would have made of it.</summary>
    /// <param name="telegram">The telegram.</param>
    /// <param name="header">Its identity.</param>
    /// <param name="meter">Whose it is.</param>
    /// <param name="at">When it was shown, Unix seconds: the telegram's own time, or when it was received.</param>
    public static ReadingsMessage Of(P1Telegram telegram, MessageHeader header, MeterId meter, long at)
    {
        ArgumentNullException.ThrowIfNull(telegram);
        var message = new ReadingsMessage { Header = header, Kind = ReadingKind.Register };
        foreach (var moment in telegram.Values.GroupBy(one => one.At ?? at))
        {
            message.AddEntry(meter, moment.Key, 0, telegram.At is not null, default);
            var seen = new HashSet<Obis>();
            foreach (var one in moment)
                if (seen.Add(one.Obis)) message.AddValue(new ReadingValue(one.Obis, InOurUnit(one), true));
            foreach (var rates in moment.Where(static one => one.Obis is { A: 1, D: 8, E: > 0 and <= TariffsMax }).GroupBy(static one => one.Obis.WithRate(0)))
                if (seen.Add(rates.Key) && Sum(rates) is { } total) message.AddValue(new ReadingValue(rates.Key, total, true));
        }

        return message;
    }

    /// <summary>Energy in thousands, as registers of the product are; the rest as it is.</summary>
    private static ExactDecimal InOurUnit(P1Value told)
    {
        var target = told.Unit.Symbol switch
        {
            "Wh" or "MWh" => Unit.Find("kWh"),
            "varh" => Unit.Find("kvarh"),
            "W" => Unit.Find("kW"),
            "var" => Unit.Find("kvar"),
            _ => null,
        };
        return target is not null && told.Unit.TryConvert(told.Value, target, out var converted) ? converted : told.Value;
    }

    private static ExactDecimal? Sum(IEnumerable<P1Value> rates)
    {
        var values = rates.DistinctBy(static one => one.Obis).Select(InOurUnit).ToList();
        var decimals = values.Max(static one => one.Decimals);
        Int128 sum = 0;
        foreach (var value in values)
        {
            Int128 scaled = value.Unscaled;
            for (var d = value.Decimals; d < decimals; d++) scaled *= 10;
            sum += scaled;
        }

        return sum <= long.MaxValue && sum >= long.MinValue ? new ExactDecimal((long)sum, decimals) : null;
    }

    private static Obis WithRate(this Obis obis, byte rate) => new(obis.A, obis.B, obis.C, obis.D, rate, obis.F);
}
