namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>How the way up stands.</summary>
/// <param name="Forwarded">Messages that the cloud acknowledged since the start.</param>
/// <param name="Held">Messages that wait for their plan, or for room in quarantine.</param>
/// <param name="InFlight">Messages in the batch that is on its way or waits to be sent again.</param>
/// <param name="LastOutcome">What became of the last batch.</param>
/// <param name="Blocked">Streams where so much is held that nothing behind it goes up.</param>
public sealed record ForwarderStatus(long Forwarded, int Held, int InFlight, UplinkOutcome LastOutcome, IReadOnlyList<string> Blocked);
