using System.Globalization;
using Wattline.Cloud.Metering.Import;
using Wattline.Cloud.Metering.Points;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Tables;

/// <summary>What tariff numbers mean, and since when.</summary>
internal sealed class TariffTable : RegistryTable<TariffPeriod>
{
    public override string Name => "tariffs";

    public override IReadOnlyList<string> Columns { get; } = ["tariff", "number", "from", "period"];

    public override IReadOnlyList<string> Required => Columns;

    public override string KeyOf(TariffPeriod row) => string.Create(CultureInfo.InvariantCulture, $"{row.Tariff}/{row.Number}/{row.From:yyyy-MM-dd}");

    public override TariffPeriod Read(FieldCheck check, Func<string, string> field) => new(
        check.Identifier("tariff", field("tariff"), dots: true),
        check.Number("number", field("number"), 1, PointLimits.TariffNumberMax),
        check.Date("from", field("from")),
        check.Identifier("period", field("period"), dots: true));

    public override string[] Write(TariffPeriod row) =>
        [row.Tariff, row.Number.ToString(CultureInfo.InvariantCulture), row.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Period];

    public override IEnumerable<TariffPeriod> Load(StoreConnection connection) => connection.Query<Row>(
        "SELECT tariff AS Tariff, number AS Number, from_date AS FromDate, period AS Period FROM tariff_period ORDER BY tariff, number, from_date")
        .Select(static row => new TariffPeriod(row.Tariff, (int)row.Number, DateOnly.ParseExact(row.FromDate, "yyyy-MM-dd", CultureInfo.InvariantCulture), row.Period));

    public override void Put(StoreConnection connection, TariffPeriod row) => connection.Prepared(
        """
        INSERT INTO tariff_period (tariff, number, from_date, period) VALUES (@tariff, @number, @from, @period)
        ON CONFLICT (tariff, number, from_date) DO UPDATE SET period = excluded.period
        """,
        "tariff", "number", "from", "period").Run(row.Tariff, (long)row.Number, row.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Period);

    private sealed record Row(string Tariff, long Number, string FromDate, string Period);
}
