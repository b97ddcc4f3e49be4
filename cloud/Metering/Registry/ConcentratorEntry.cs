namespace Wattline.Cloud.Metering.Registry;

/// <summary>A concentrator as the registry knows it.</summary>
/// <param name="Id">1 to 32 of <c>A-Z a-z 0-9 - _</c>: also its MQTT client id.</param>
/// <param name="Gateway">The gateway that serves it, or empty when any may.</param>
/// <param name="EverySeconds">The distance between two slots in seconds.</param>
public sealed record ConcentratorEntry(string Id, string Gateway, int EverySeconds);
