namespace Wattline.Cloud.Commands.Decisions;

/// <summary>Where a meter is reached.</summary>
/// <param name="Meter">Its id.</param>
/// <param name="Concentrator">Its concentrator.</param>
/// <param name="Line">Index of the line.</param>
/// <param name="Protocol">The protocol's number (docs/uplink.md); −1 for one through which no command goes.</param>
/// <param name="Address">Its address.</param>
/// <param name="Baud">Bits a second.</param>
/// <param name="ZoneMinutes">Minutes by which its clock is ahead of UTC.</param>
/// <param name="Area">What caps are counted by.</param>
public sealed record MeterPlace(string Meter, string Concentrator, int Line, int Protocol, string Address, int Baud, int ZoneMinutes, string Area);
