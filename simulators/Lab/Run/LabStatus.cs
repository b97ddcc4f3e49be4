namespace Wattline.Simulators.Lab.Run;

/// <summary>How the chain stands, for the live table.</summary>
/// <param name="Simulated">Simulated time.</param>
/// <param name="Slot">The slot being read, or null before the first.</param>
/// <param name="Meters">Meters of the plans.</param>
/// <param name="MetersRead">Meters with their entry in the open slots.</param>
/// <param name="LineUtilisation">Share of simulated time with bytes on the RS-485 lines.</param>
/// <param name="Unacknowledged">Messages in the concentrators' journals that the gateway has not acknowledged.</param>
/// <param name="GatewayDepth">Messages in the gateway's journal that the cloud has not acknowledged.</param>
/// <param name="HubEvents">Events that the cloud has not taken from the hubs yet; null without hubs.</param>
/// <param name="Messages">Messages stored by the cloud.</param>
/// <param name="Readings">Readings stored by the cloud.</param>
/// <param name="Quarantined">Messages that could not be understood.</param>
/// <param name="CashTaken">Minor units in the cash boxes.</param>
/// <param name="Crashes">Crashes survived.</param>
/// <param name="Down">Names of what is down now.</param>
/// <param name="Latency">From flash to cloud, real time.</param>
internal sealed record LabStatus(
    DateTimeOffset Simulated, DateTimeOffset? Slot, int Meters, int MetersRead, double LineUtilisation, long Unacknowledged,
    long GatewayDepth, long? HubEvents, long Messages, long Readings, long Quarantined, long CashTaken, int Crashes, string Down, LatencyMs Latency);
