using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Uplinks;

/// <summary>Turns the cloud's registry snapshot into the runtime's. A plan that is wrong by itself is left out and named; the others are taken.</summary>
public static partial class RegistryMapper
{
    private const int AddressCharsMax = 32;

    /// <summary>Reads a snapshot as JSON.</summary>
    /// <param name="json">What the cloud sent, or a kept copy of it.</param>
    /// <param name="state">The registry.</param>
    /// <param name="faults">What is wrong with it as a whole, or with plans that were left out.</param>
    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out RegistryState? state, out IReadOnlyList<string> faults)
    {
        state = null;
        try
        {
            var snapshot = JsonSerializer.Deserialize(json, ContractsJson.Default.RegistrySnapshot);
            if (snapshot is null)
            {
                faults = ["null"];
                return false;
            }
            state = Map(snapshot, out faults);
            return true;
        }
        catch (JsonException wrong)
        {
            faults = [$"{wrong.Path}: {wrong.Message}"];
            return false;
        }
    }

    /// <summary>Maps a snapshot.</summary>
    public static RegistryState Map(RegistrySnapshot snapshot, out IReadOnlyList<string> faults)
    {
        var wrong = new List<string>();
        var plans = new List<Plan>();
        foreach (var version in snapshot.Plans)
        {
            if (TryMap(version, out var plan, out var fault)) plans.Add(plan);
            else wrong.Add($"plan {version.Version} of {version.Concentrator}: {fault}");
        }
        faults = wrong;
        return new RegistryState(snapshot.Version, plans);
    }

    private static bool TryMap(PlanVersion version, [NotNullWhen(true)] out Plan? plan, out string fault)
    {
        plan = null;
        fault = "";
        if (!ConcentratorId.TryParse(version.Concentrator, out var concentrator)) fault = "not a concentrator's name";
        else if (version.Version < 0) fault = "a version below 0";
        else if (version.EveryS <= 0) fault = "every_s is not above 0";
        else if (version.HorizonDays < 0) fault = "horizon_days is below 0";
        if (fault.Length > 0) return false;

        var templates = new Template[version.Templates.Count];
        for (var i = 0; i < templates.Length; i++)
            if (!TryMap(version.Templates[i], out templates[i]!, out fault)) return Wrong($"templates[{i}]: {fault}", out fault);
        var meters = new MeterPoint[version.Meters.Count];
        for (var i = 0; i < meters.Length; i++)
            if (!TryMap(version.Meters[i], templates, out meters[i]!, out fault)) return Wrong($"meters[{i}]: {fault}", out fault);
        plan = new Plan(concentrator, version.Version, version.EveryS, version.Current, templates, meters, version.HorizonDays ?? 0);
        return true;
    }

    private static bool TryMap(PlanMeter source, Template[] templates, [NotNullWhen(true)] out MeterPoint? point, out string fault)
    {
        point = null;
        fault = "";
        ExactDecimal maxKw = default;
        if (!MeterId.TryParse(source.Id, out var meter)) return Wrong($"'{source.Id}' is not a meter's name", out fault);
        if (source.Template < 0 || source.Template >= templates.Length) return Wrong($"there is no template {source.Template}", out fault);
        if (templates[source.Template].Protocol == Template.Dlt645 && (source.Address.Length != 12 || !source.Address.All(char.IsAsciiDigit)))
            return Wrong($"'{source.Address}' is not 12 digits", out fault);
        if (source.Address.Length is 0 or > AddressCharsMax || !Ascii.IsValid(source.Address)) return Wrong($"'{source.Address}' is no address", out fault);
        if (source.Parity is < 0 or > 2 || source.ZoneMinutes is < -840 or > 840) return Wrong("parity or zone_minutes", out fault);
        if (source.Line < 0 || source.Baud <= 0) return Wrong("line or baud", out fault);
        if (source.MaxKw is not null && !ExactDecimal.TryParse(source.MaxKw, out maxKw)) return Wrong($"max_kw '{source.MaxKw}' is not a decimal", out fault);
        point = new MeterPoint(meter, source.Line, source.Address, source.Template, templates[source.Template], source.Baud, source.MaxKw is null ? null : maxKw.ToDecimal(), source.Parity ?? 2, source.ZoneMinutes ?? 0);
        return true;
    }

    private static bool Wrong(string what, out string fault)
    {
        fault = what;
        return false;
    }
}
