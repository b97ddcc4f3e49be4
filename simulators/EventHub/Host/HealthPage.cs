using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Wattline.Simulators.EventHub.Host;

/// <summary>A page that tells how the hubs are.</summary>
internal static class HealthPage
{
    /// <summary>Maps <c>/</c> and <c>/health</c>.</summary>
    public static void Map(WebApplication app, EventHubEndpoint endpoint)
    {
        app.MapGet("/health", () => Results.Text("Healthy"));
        app.MapGet("/", () => Results.Text(Write(endpoint)));
    }

    private static string Write(EventHubEndpoint endpoint)
    {
        var text = new StringBuilder();
        var counters = endpoint.Counters;
        text.AppendLine(CultureInfo.InvariantCulture, $"connections {endpoint.Connections} (of {counters.Connections} so far, {counters.ConnectionsRefused} refused)");
        text.AppendLine(CultureInfo.InvariantCulture, $"events in   {counters.EventsIn} ({counters.BytesIn} bytes)");
        text.AppendLine(CultureInfo.InvariantCulture, $"refused     {counters.Refused}, throttled {counters.Throttled}, links refused {counters.LinksRefused}, stolen {counters.Stolen}, faults {counters.Faults}");
        foreach (var hub in endpoint.Snapshot())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"\nhub {hub.Name}");
            foreach (var partition in hub.Partitions)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {partition.Number,4}  events {partition.First}..{partition.Last}  {partition.Bytes} bytes held  readers {partition.Readers}");
            }
        }
        return text.ToString();
    }
}
