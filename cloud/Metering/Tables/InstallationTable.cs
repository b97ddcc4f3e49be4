using System.Globalization;
using Dapper;
using Wattline.Cloud.Metering.Import;
using Wattline.Cloud.Metering.Points;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Tables;

/// <summary>Which meter measured which point, when, and by what multiplier.</summary>
internal sealed class InstallationTable : RegistryTable<Installation>
{
    private static readonly string[] _wirings = ["single_phase", "three_wire", "four_wire"];

    public override string Name => "installations";

    public override IReadOnlyList<string> Columns { get; } = ["meter", "point", "from", "to", "ct", "pt", "wiring", "digits", "primary", "start", "end"];

    public override IReadOnlyList<string> Required { get; } = ["meter", "point", "from"];

    public override string KeyOf(Installation row) => $"{row.Meter}@{Moment(row.From)}";

    public override Installation Read(FieldCheck check, Func<string, string> field)
    {
        var row = new Installation(
            check.Identifier("meter", field("meter"), dots: true),
            check.Identifier("point", field("point"), dots: true),
            check.Moment("from", field("from")),
            field("to") is { Length: > 0 } to ? check.Moment("to", to) : null,
            Ratio(check, "ct", field("ct")),
            Ratio(check, "pt", field("pt")),
            field("wiring") is { Length: > 0 } wiring ? (Wiring)Math.Max(0, Array.IndexOf(_wirings, check.Known("wiring", wiring, _wirings))) : Wiring.SinglePhase,
            field("digits") is { Length: > 0 } digits ? check.Number("digits", digits, PointLimits.DigitsMin, PointLimits.DigitsMax) : 6,
            Codes(check, field("primary")),
            Values(check, "start", field("start")),
            Values(check, "end", field("end")));
        if (row.To is { } end && end <= row.From) check.Refuse("to", "is not after from");
        if (row.To is null && row.End.Length > 0) check.Refuse("end", "the meter is still in place: to is needed");
        return row;
    }

    public override string[] Write(Installation row) =>
    [
        row.Meter, row.Point, Moment(row.From), row.To is { } to ? Moment(to) : "", row.Ct, row.Pt, _wirings[(int)row.Wiring],
        row.Digits.ToString(CultureInfo.InvariantCulture), row.Primary, row.Start, row.End,
    ];

    public override IEnumerable<Installation> Load(StoreConnection connection) => connection.Query<Row>(Select + " ORDER BY meter, from_s").Select(static row => row.ToInstallation());

    /// <summary>The installations of a point, by time.</summary>
    public static IReadOnlyList<Installation> Of(StoreConnection connection, string point) =>
        connection.Query<Row>(Select + " WHERE point = @Point ORDER BY from_s", new { Point = point }).Select(static row => row.ToInstallation()).ToList();

    /// <summary>The installations of points and of meters that have these names.</summary>
    public static IEnumerable<Installation> At(StoreConnection connection, string[] names) => connection.Query<Row>(
        $"{Select} WHERE {connection.IsOneOf("point", "@Names")} OR {connection.IsOneOf("meter", "@Names")} ORDER BY meter, from_s", new { Names = names }).Select(static row => row.ToInstallation());

    /// <summary>The installations of a meter, by time.</summary>
    public static IReadOnlyList<Installation> OfMeter(StoreConnection connection, string meter) =>
        connection.Query<Row>(Select + " WHERE meter = @Meter ORDER BY from_s", new { Meter = meter }).Select(static row => row.ToInstallation()).ToList();

    public override void Put(StoreConnection connection, Installation row) => connection.Prepared(
        """
        INSERT INTO installation (meter, point, from_s, to_s, ct, pt, wiring, digits, primary_registers, start_values, end_values)
        VALUES (@meter, @point, @from, @to, @ct, @pt, @wiring, @digits, @primary, @start, @end)
        ON CONFLICT (meter, from_s) DO UPDATE SET point = excluded.point, to_s = excluded.to_s, ct = excluded.ct, pt = excluded.pt, wiring = excluded.wiring,
            digits = excluded.digits, primary_registers = excluded.primary_registers, start_values = excluded.start_values, end_values = excluded.end_values
        """,
        "meter", "point", "from", "to", "ct", "pt", "wiring", "digits", "primary", "start", "end").Run(
        row.Meter, row.Point, row.From, row.To, row.Ct, row.Pt, (long)row.Wiring, (long)row.Digits, row.Primary, row.Start, row.End);

    public override void Agree(
        StoreConnection connection, IReadOnlyDictionary<string, Installation> known, IReadOnlyList<TableLine<Installation>> lines, Action<TableLine<Installation>, string, string> refuse)
    {
        var templates = RegistryRows.Templates(connection);
        var registers = RegistryRows.Meters(connection).ToDictionary(
            static meter => meter.Id, meter => templates[meter.Template].Registers().ToHashSet(), StringComparer.Ordinal);
        var points = connection.Query<string>("SELECT id FROM metering_point").ToHashSet(StringComparer.Ordinal);
        var all = known.Select(static pair => (Line: (TableLine<Installation>?)null, Row: pair.Value, pair.Key))
            .ToDictionary(static entry => entry.Key, static entry => (entry.Line, entry.Row), StringComparer.Ordinal);
        foreach (var line in lines) all[KeyOf(line.Row)] = (line, line.Row);
        foreach (var line in lines)
        {
            if (!registers.TryGetValue(line.Row.Meter, out var needed)) refuse(line, "meter", $"there is no meter {line.Row.Meter}");
            else if (!points.Contains(line.Row.Point)) refuse(line, "point", $"there is no point {line.Row.Point}");
            else if (line.Row.To is not null && Lacking(needed, line.Row.End) is { Length: > 0 } lacking) refuse(line, "end", $"the values at the removal are needed of {lacking}");
        }

        foreach (var place in all.Values.GroupBy(static entry => entry.Row.Meter, StringComparer.Ordinal)) Follow(place, isMeter: true, registers, refuse);
        foreach (var place in all.Values.GroupBy(static entry => entry.Row.Point, StringComparer.Ordinal)) Follow(place, isMeter: false, registers, refuse);
    }

    /// <summary>One after the other: a meter is in one place at a time, a point has one meter.</summary>
    private static void Follow(
        IEnumerable<(TableLine<Installation>? Line, Installation Row)> place, bool isMeter, Dictionary<string, HashSet<Obis>> registers, Action<TableLine<Installation>, string, string> refuse)
    {
        (TableLine<Installation>? Line, Installation Row)? last = null;
        foreach (var entry in place.OrderBy(static entry => entry.Row.From))
        {
            if (last is not { } before)
            {
                last = entry;
                continue;
            }

            if (before.Row.Overlaps(entry.Row))
            {
                var (line, other) = entry.Line is not null ? (entry.Line, before) : (before.Line, entry);
                var where = other.Line is { } named ? $" (line {named.Line})" : "";
                var span = $"from {Moment(other.Row.From)} to {(other.Row.To is { } to ? Moment(to) : "now")}{where}";
                if (line is not null) refuse(line, isMeter ? "meter" : "point", isMeter ? $"meter {other.Row.Meter} is at point {other.Row.Point} {span}" : $"point {other.Row.Point} has meter {other.Row.Meter} {span}");
                if (entry.Line is not null) continue;
            }
            else if (!isMeter && entry.Line is { } exchanged && registers.TryGetValue(entry.Row.Meter, out var needed))
            {
                var stays = before.Row.Meter == entry.Row.Meter && before.Row.To == entry.Row.From;
                if (stays && before.Row.End != entry.Row.Start) refuse(exchanged, "start", $"the meter stayed where it was: its registers begin with what they ended with, {before.Row.End}");
                else if (Lacking(needed, entry.Row.Start) is { Length: > 0 } lacking) refuse(exchanged, "start", $"another meter was there before: the values at the installation are needed of {lacking}");
            }

            last = entry;
        }
    }

    private static string Lacking(HashSet<Obis> needed, string values)
    {
        var said = RegisterList.Parse(values)!;
        return string.Join(", ", needed.Where(obis => !said.ContainsKey(obis)).Order());
    }

    private static string Ratio(FieldCheck check, string column, string value)
    {
        if (value.Length == 0) return "1";
        if (Multiplier.Parse(value) is not null) return value;
        check.Refuse(column, $"{FieldCheck.Shown(value)} is no multiplier: a ratio such as 200/5 or 40 is needed, above 0, at most {PointLimits.MultiplierMax} and exact in six decimals");
        return "1";
    }

    private static string Values(FieldCheck check, string column, string value)
    {
        if (RegisterList.Parse(value) is { } list) return RegisterList.Text(list);
        check.Refuse(column, $"{FieldCheck.Shown(value)}: registers and values such as '1-0:1.8.0=123.45 1-0:2.8.0=0' are needed, each register once");
        return "";
    }

    private static string Codes(FieldCheck check, string value)
    {
        if (RegisterList.ParseCodes(value) is { } codes) return string.Join(' ', codes);
        check.Refuse("primary", $"{FieldCheck.Shown(value)}: OBIS codes with blanks between are needed, each once");
        return "";
    }

    private static string Moment(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private const string Select =
        """
        SELECT meter AS Meter, point AS Point, from_s AS FromS, to_s AS ToS, ct AS Ct, pt AS Pt, wiring AS Wiring, digits AS Digits,
            primary_registers AS PrimaryRegisters, start_values AS StartValues, end_values AS EndValues
        FROM installation
        """;

    [method: ExplicitConstructor]
    private sealed record Row(
        string Meter, string Point, long FromS, long? ToS, string Ct, string Pt, long Wiring, long Digits, string PrimaryRegisters, string StartValues, string EndValues)
    {
        public Installation ToInstallation() => new(Meter, Point, FromS, ToS, Ct, Pt, (Wiring)Wiring, (int)Digits, PrimaryRegisters, StartValues, EndValues);
    }
}
