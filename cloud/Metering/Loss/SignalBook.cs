using Wattline.Cloud.Metering.Points;
using Wattline.Cloud.Metering.Processing;
using Wattline.Cloud.Metering.Time;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Loss;

/// <summary>Collects what speaks for tampering of what meters told: events, phases that carry nothing beside others that do, current through an open relay.</summary>
public sealed class SignalBook(Database database, IReadingSource source, IMeterWords words)
{
    /// <summary>Events of opened covers, as templates name them.</summary>
    public static readonly IReadOnlyList<string> Covers = ["cover_open", "terminal_cover_open"];

    /// <summary>Events of strong magnetic fields.</summary>
    public static readonly IReadOnlyList<string> Magnets = ["magnetic_field"];

    /// <summary>Amperes below which a phase carries nothing, and from which another does: between them is what little appliances take.</summary>
    private const decimal NothingA = 0.02m;
    private const decimal SomethingA = 0.5m;

    /// <summary>The signals of an area's customers, by point, over dates of each point's zone.</summary>
    public IReadOnlyDictionary<string, SuspectSignals> Of(string area, DateOnly from, DateOnly to)
    {
        var setups = database.Read(connection => PointSetups.Load(connection, null)).Where(one => one.Point.Area == area && one.Point.Role == PointRole.Customer).ToList();
        var found = new Dictionary<string, SuspectSignals>(StringComparer.Ordinal);
        if (setups.Count == 0) return found;
        var pointOf = new Dictionary<string, PointSetup>(StringComparer.Ordinal);
        foreach (var setup in setups)
        {
            found[setup.Point.Id] = new SuspectSignals();
            foreach (var one in setup.Installations) pointOf[one.Meter] = setup;
        }

        var (first, last) = (setups.Min(one => LocalDay.Of(from, one.Zone).From), setups.Max(one => LocalDay.Of(to, one.Zone).To));
        words.StreamEvents([.. Covers, .. Magnets], first, last, (meter, code) =>
        {
            if (!pointOf.TryGetValue(meter, out var setup)) return;
            var told = found[setup.Point.Id];
            found[setup.Point.Id] = Covers.Contains(code) ? told with { CoverOpened = told.CoverOpened + 1 } : told with { MagneticFields = told.MagneticFields + 1 };
        });
        var moments = new Dictionary<(string Meter, long Slot), PhaseMoment>();
        source.Stream(pointOf.Keys, first, last, reading =>
        {
            if (reading.Kind != ReadingKind.Register || reading.Value is not { } value || reading.Obis is not { A: 1, D: 7, C: 31 or 32 or 51 or 52 or 71 or 72 }) return;
            moments[(reading.Meter, reading.Slot)] = moments.GetValueOrDefault((reading.Meter, reading.Slot)).With(reading.Obis.C, value.ToDecimal());
        });
        var open = pointOf.Keys.ToDictionary(static meter => meter, words.RelayOpenAt, StringComparer.Ordinal);
        foreach (var ((meter, slot), moment) in moments)
        {
            var setup = pointOf[meter];
            var told = found[setup.Point.Id];
            if (moment.HasDeadPhase(setup.Thresholds.NominalVolts / 2m, NothingA, SomethingA)) told = told with { VoltageWithoutCurrent = told.VoltageWithoutCurrent + 1 };
            if (open[meter] is { } since && slot > since && moment.Most > NothingA) told = told with { CurrentThroughOpenRelay = told.CurrentThroughOpenRelay + 1 };
            found[setup.Point.Id] = told;
        }

        return found;
    }
}
