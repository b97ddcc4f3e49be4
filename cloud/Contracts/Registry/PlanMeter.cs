namespace Wattline.Cloud.Contracts;

/// <summary>A meter of a plan.</summary>
/// <param name="Id">Its name in the registry.</param>
/// <param name="Line">Index of the RS-485 line.</param>
/// <param name="Address">Its address on the line: 12 digits.</param>
/// <param name="Template">Index of its template.</param>
/// <param name="Baud">Bits a second.</param>
/// <param name="Phases">1 or 3.</param>
/// <param name="MaxKw">What its connection can carry, kW, as an exact decimal; null when unknown.</param>
/// <param name="Parity">The check bit: 0 none, 1 odd, 2 even; null is even.</param>
/// <param name="ZoneMinutes">Minutes that its clock is ahead of UTC, all year; null where nothing asks for it.</param>
public sealed record PlanMeter(string Id, int Line, string Address, int Template, int Baud, int Phases, string? MaxKw, int? Parity = null, int? ZoneMinutes = null);
