using Wattline.Cloud.Metering.Registry;

namespace Wattline.Cloud.Metering.Import;

/// <summary>A line of the file whose fields are each right.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="Meter">The meter that it describes.</param>
/// <param name="Gateway">Its concentrator's gateway, or null when the file does not say.</param>
/// <param name="EverySeconds">Its concentrator's slots, or null when the file does not say.</param>
internal sealed record ImportRow(int Line, MeterEntry Meter, string? Gateway, int? EverySeconds);
