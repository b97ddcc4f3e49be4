using Wattline.Cloud.Commands.Decisions;

namespace Wattline.Cloud.Commands.Wire;

/// <summary>What is to be signed.</summary>
/// <param name="Id">The command's.</param>
/// <param name="Kind">What it asks for.</param>
/// <param name="Concentrator">For whom.</param>
/// <param name="Place">Where the meter is; null for the concentrator itself.</param>
/// <param name="ExpiresMs">Unix milliseconds.</param>
/// <param name="Argument">One CBOR item.</param>
internal sealed record CommandOrder(long Id, CommandKind Kind, string Concentrator, MeterPlace? Place, long ExpiresMs, byte[] Argument);
