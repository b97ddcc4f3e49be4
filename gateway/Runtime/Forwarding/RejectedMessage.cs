using Wattline.Gateway.Runtime.Quarantine;

namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>A message that the way up does not take, whatever becomes of its neighbours.</summary>
/// <param name="Index">Its place in the batch.</param>
/// <param name="Reason">Why: <see cref="QuarantineReason.TooLarge"/> or <see cref="QuarantineReason.RefusedByCloud"/>.</param>
public readonly record struct RejectedMessage(int Index, QuarantineReason Reason);
