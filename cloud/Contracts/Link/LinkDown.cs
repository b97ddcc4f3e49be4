namespace Wattline.Cloud.Contracts;

/// <summary>What the cloud may send.</summary>
public interface ILinkDown;

/// <summary>Both ways: still here.</summary>
/// <param name="Registry">Down: the tag of the registry that holds. Up: of the one in use.</param>
public sealed record LinkBeat(string? Registry) : LinkMessage, ILinkUp, ILinkDown;

/// <summary>Down: another registry; its bytes (gzip) follow as binary messages until there are as many as said.</summary>
/// <param name="Tag">SHA-256 of the document, 64 hex digits in lower case.</param>
/// <param name="Bytes">Of the document.</param>
/// <param name="PackedBytes">Of the pieces together.</param>
public sealed record LinkRegistry(string Tag, int Bytes, int PackedBytes) : LinkMessage, ILinkDown;

/// <summary>Down: all open replay requests of the concentrators that this gateway holds, in place of those told before.</summary>
/// <param name="Open">Oldest first.</param>
public sealed record LinkReplays(IReadOnlyList<ReplayRequest> Open) : LinkMessage, ILinkDown;

/// <summary>Down: how far the cloud has come with streams of concentrators.</summary>
/// <param name="Marks">One for each epoch of each concentrator.</param>
public sealed record LinkMarks(IReadOnlyList<HighWater> Marks) : LinkMessage, ILinkDown;

/// <summary>The highest sequences that the cloud has of one epoch of a concentrator; 0 where it has none.</summary>
/// <param name="Concentrator">Whose.</param>
/// <param name="Epoch">16 hex digits.</param>
/// <param name="Money">Of stream money.</param>
/// <param name="Events">Of stream events.</param>
/// <param name="Readings">Of stream readings.</param>
public sealed record HighWater(string Concentrator, string Epoch, long Money, long Events, long Readings);

/// <summary>Down: a command on its way. Gateways and brokers can read it and cannot make it: it is authenticated end to end.</summary>
/// <param name="Number">Counts the commands of this gateway; one that it has, it does not take again.</param>
/// <param name="Id">Which command.</param>
/// <param name="Concentrator">For whom.</param>
/// <param name="Decision">The decision's number: the device refuses a lower one.</param>
/// <param name="ExpiresMs">Not given out from this moment on, Unix milliseconds.</param>
/// <param name="Content">What is published, byte for byte.</param>
public sealed record LinkCommand(long Number, long Id, string Concentrator, long Decision, long ExpiresMs, byte[] Content) : LinkMessage, ILinkDown;

/// <summary>Down: another gateway has newer evidence of a concentrator that this one said it holds, or may not hold.</summary>
/// <param name="Concentrator">Which.</param>
/// <param name="Holder">Who holds it now.</param>
public sealed record LinkWithdrawn(string Concentrator, string Holder) : LinkMessage, ILinkDown;

/// <summary>Down: what the cloud has made durable and need not be told again.</summary>
/// <param name="Outcomes">Ids of commands.</param>
/// <param name="Results">Numbers of results.</param>
public sealed record LinkNoted(IReadOnlyList<long> Outcomes, IReadOnlyList<long> Results) : LinkMessage, ILinkDown;
