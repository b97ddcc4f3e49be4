namespace Wattline.Cloud.Metering.Registry;

/// <summary>A meter as the registry knows it.</summary>
/// <param name="Id">1 to 32 of <c>A-Z a-z 0-9 - _ .</c>; unique.</param>
/// <param name="Concentrator">The concentrator whose line it hangs on.</param>
/// <param name="Line">Index of the RS-485 line.</param>
/// <param name="Address">Its address on the line, as the protocol writes it.</param>
/// <param name="Protocol">The protocol's name, such as <c>dlt645-2007</c>.</param>
/// <param name="Template">Name of the template that says what is read.</param>
/// <param name="Baud">Bits a second on the line.</param>
/// <param name="Phases">1 or 3.</param>
/// <param name="MaxKw">The most power that the connection can carry, in kW, as decimal text: it bounds what a step between two readings may be.</param>
/// <param name="Zone">IANA name of the time zone in which its days are counted.</param>
/// <param name="PointOfDelivery">The point of delivery that it measures, or null.</param>
/// <param name="Parity">The line's check bit: 0 none, 1 odd, 2 even; null is even.</param>
public sealed record MeterEntry(
    string Id,
    string Concentrator,
    int Line,
    string Address,
    string Protocol,
    string Template,
    int Baud,
    int Phases,
    string MaxKw,
    string Zone,
    string? PointOfDelivery,
    int? Parity = null);
