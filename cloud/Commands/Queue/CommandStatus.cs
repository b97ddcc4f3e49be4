namespace Wattline.Cloud.Commands.Queue;

/// <summary>A command with what became of it.</summary>
/// <param name="Command">The command.</param>
/// <param name="State">How far it is.</param>
/// <param name="PostedMs">When it was posted, Unix milliseconds.</param>
/// <param name="Gateway">The gateway that it was given to; null before.</param>
/// <param name="Events">What happened, oldest first.</param>
/// <param name="Results">What the concentrator answered, oldest first.</param>
public sealed record CommandStatus(
    Command Command, CommandState State, long PostedMs, string? Gateway, IReadOnlyList<CommandEvent> Events, IReadOnlyList<CommandResult> Results);

/// <summary>Something that happened to a command.</summary>
/// <param name="AtMs">Unix milliseconds.</param>
/// <param name="What">In one word.</param>
/// <param name="Who">A person's role, or a gateway.</param>
public sealed record CommandEvent(long AtMs, string What, string Who);

/// <summary>What a concentrator answered.</summary>
/// <param name="ReceivedMs">When the gateway received it, Unix milliseconds.</param>
/// <param name="Content">Its bytes.</param>
public sealed record CommandResult(long ReceivedMs, ReadOnlyMemory<byte> Content);
