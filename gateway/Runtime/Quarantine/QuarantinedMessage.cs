using Wattline.Gateway.Journal;

namespace Wattline.Gateway.Runtime.Quarantine;

/// <summary>A message in quarantine.</summary>
/// <param name="Id">Its number there.</param>
/// <param name="ReceivedAtMs">When the gateway received it, Unix milliseconds.</param>
/// <param name="Stream">Where it was journalled.</param>
/// <param name="Reason">Why it is here.</param>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">Its bytes as they came.</param>
public sealed record QuarantinedMessage(long Id, long ReceivedAtMs, JournalStream Stream, QuarantineReason Reason, string Topic, byte[] Payload);
