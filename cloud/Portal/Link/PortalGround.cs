using System.Globalization;
using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Metering.Tables;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Portal.Link;

/// <summary>What the command desk asks, out of registry and ingestion.</summary>
internal sealed class PortalGround(MeterRegistry registry, RegistryBook book, IngestQueries queries, TimeProvider wall) : IMeterGround
{
    private const string Register = "1-0:1.8.0";

    /// <summary>A register that is older says nothing of what is owed today.</summary>
    private static readonly TimeSpan _basisAge = TimeSpan.FromDays(3);

    /// <summary>A concentrator with a kiosk that was not heard for so long may hold money that nobody here knows of.</summary>
    private static readonly TimeSpan _silence = TimeSpan.FromMinutes(30);

    public MeterPlace? Find(string meter)
    {
        if (registry.Meter(meter) is not { } entry) return null;
        // Meters keep standard time all year.
        var zone = TimeZoneInfo.FindSystemTimeZoneById(entry.Zone).BaseUtcOffset;
        return new MeterPlace(
            entry.Id, entry.Concentrator, entry.Line, entry.Protocol == MeterProtocols.Dlt645 ? 0 : -1, entry.Address, entry.Baud, (int)zone.TotalMinutes,
            book.AreaOf(entry.Id, wall.GetUtcNow().ToUnixTimeSeconds()) ?? entry.Concentrator);
    }

    public bool HasConcentrator(string concentrator) => registry.Has(concentrator);

    public PlanVersion? Plan(string concentrator) => registry.Plan(concentrator);

    public string? TripObjection(string meter) => BasisObjection(meter) ?? PaymentObjection();

    private string? BasisObjection(string meter)
    {
        var now = wall.GetUtcNow();
        var last = queries.Readings(new ReadingPage(
            meter, Register, (now - _basisAge).ToUnixTimeSeconds(), now.ToUnixTimeSeconds(), AllVersions: false, IngestRowsMax, 0)).LastOrDefault(static reading => reading.Value is not null);
        if (last is null) return string.Create(CultureInfo.InvariantCulture, $"no register of meter {meter} was read within {_basisAge.TotalDays} days");
        return last.Quality.BlocksTrip ? $"the last register of meter {meter} is questionable: {last.Quality}" : null;
    }

    private string? PaymentObjection()
    {
        var heard = queries.Heard();
        var now = wall.GetUtcNow();
        foreach (var stream in queries.Streams().Where(static stream => stream.Stream == StreamId.Money.Name()))
        {
            if (stream.Missing > 0) return $"payments of {stream.Concentrator} are missing: {stream.Missing} messages are asked for again";
            if (!heard.TryGetValue(stream.Concentrator, out var last) || now - DateTimeOffset.FromUnixTimeMilliseconds(last.ReceivedMs) > _silence)
                return $"payments of {stream.Concentrator} may be unreported: it was not heard for {_silence.TotalMinutes} minutes";
        }

        return null;
    }

    private const int IngestRowsMax = 10_000;
}
