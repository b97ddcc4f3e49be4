namespace Wattline.Cloud.Contracts;

/// <summary>What a gateway may send.</summary>
public interface ILinkUp;

/// <summary>Up, first: what the gateway holds.</summary>
/// <param name="Registry">The tag of the registry in use; null without one.</param>
/// <param name="Received">The highest number of a command in its outbox; 0 before the first.</param>
/// <param name="Group">Gateways of one name serve the same concentrators through one broker; a gateway with its own front door says its own name.</param>
public sealed record LinkHello(string? Registry, long Received, string Group) : LinkMessage, ILinkUp;

/// <summary>Up: who is connected, and who is not any more.</summary>
/// <param name="Reset">What was said before does not hold any more: these are all, with the reports that follow.</param>
/// <param name="Here">Who came.</param>
/// <param name="Gone">Who went.</param>
public sealed record LinkPresence(bool Reset, IReadOnlyList<LinkConcentrator> Here, IReadOnlyList<string> Gone) : LinkMessage, ILinkUp;

/// <summary>A concentrator that is connected.</summary>
/// <param name="Name">Which.</param>
/// <param name="AgeMs">How long it has been, milliseconds: a length of time needs no agreement on the clock.</param>
public sealed record LinkConcentrator(string Name, long AgeMs);

/// <summary>Up: commands up to this number are on the gateway's disk.</summary>
/// <param name="Number">The number.</param>
public sealed record LinkReceived(long Number) : LinkMessage, ILinkUp;

/// <summary>Up, again with each connection until the cloud has noted it: what became of a command.</summary>
/// <param name="Id">Which.</param>
/// <param name="State">What.</param>
public sealed record LinkOutcome(long Id, LinkOutcomeState State) : LinkMessage, ILinkUp;

/// <summary>Up, again with each connection until the cloud has noted it: what a concentrator answered.</summary>
/// <param name="Number">The gateway's number of it.</param>
/// <param name="Concentrator">Who.</param>
/// <param name="Command">The command that it says it answers; null when that cannot be read.</param>
/// <param name="ReceivedMs">When the gateway received it, Unix milliseconds.</param>
/// <param name="Content">Its bytes, as they came.</param>
public sealed record LinkResult(long Number, string Concentrator, long? Command, long ReceivedMs, byte[] Content) : LinkMessage, ILinkUp;

/// <summary>Up: what the gateway could not use.</summary>
/// <param name="Reason">What, and why.</param>
public sealed record LinkFault(string Reason) : LinkMessage, ILinkUp;
