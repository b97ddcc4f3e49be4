using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Registry;

/// <summary>A meter in a plan.</summary>
/// <param name="Meter">Its name in the registry.</param>
/// <param name="Line">Index of the RS-485 line.</param>
/// <param name="Address">Its address there.</param>
/// <param name="TemplateIndex">Index of its template.</param>
/// <param name="Template">What it is asked for.</param>
/// <param name="Baud">Bits a second.</param>
/// <param name="MaxKw">What its connection can carry, kW; null when unknown.</param>
/// <param name="Parity">The check bit: 0 none, 1 odd, 2 even.</param>
/// <param name="ZoneMinutes">Minutes that its clock is ahead of UTC.</param>
public sealed record MeterPoint(
    MeterId Meter, int Line, string Address, int TemplateIndex, Template Template, int Baud, decimal? MaxKw, int Parity = 2, int ZoneMinutes = 0);
