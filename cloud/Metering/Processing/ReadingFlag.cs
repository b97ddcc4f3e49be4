using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>Codes that the cloud's checks put on a reading. The reading itself stays as it was told.</summary>
/// <param name="Meter">Whose.</param>
/// <param name="Obis">Which channel.</param>
/// <param name="Slot">Its slot, Unix seconds.</param>
/// <param name="Quality">The codes.</param>
internal readonly record struct ReadingFlag(string Meter, Obis Obis, long Slot, QualitySet Quality);
