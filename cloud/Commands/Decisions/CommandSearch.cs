namespace Wattline.Cloud.Commands.Decisions;

/// <summary>A search for the meters of a line.</summary>
/// <param name="Line">Index of the line.</param>
/// <param name="Seconds">How long it may take.</param>
/// <param name="Settings">What the line is set to, one after the other; none: the device's usual ones.</param>
public sealed record CommandSearch(int Line = 0, int Seconds = CommandLimits.SearchSeconds, IReadOnlyList<SearchSetting>? Settings = null);

/// <summary>A line's setting.</summary>
/// <param name="Baud">Bits a second.</param>
/// <param name="Parity">0 none, 1 odd, 2 even.</param>
/// <param name="Protocol">The protocol's number (docs/uplink.md, plan): 0 DL/T 645-2007, which is meant without, 1 DL/T 645-1997, 2 Modbus RTU, 3 CJ/T 188, 4 M-Bus.</param>
public sealed record SearchSetting(int Baud, int Parity = 2, int? Protocol = null);
