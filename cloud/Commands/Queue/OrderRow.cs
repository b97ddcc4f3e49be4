using Wattline.Cloud.Commands.Decisions;

namespace Wattline.Cloud.Commands.Queue;

/// <summary>A row of orders with its command: integers as the database gives them.</summary>
internal sealed record OrderRow(
    long Id, long Batch, string? Request, long KindNumber, string? Meter, string Area, string Fields, string AskedBy, long NeedsSecondNumber,
    long? ReleasedMs, string? ReleasedBy, string? Why, long? StatusWord, long? Milliamperes, long? Decivolts, long? Error, long? ToldMs, string? Data,
    string Concentrator, long ExpiresMs, long StateNumber, long Decision)
{
    public CommandKind Kind => (CommandKind)KindNumber;

    public CommandState State => (CommandState)StateNumber;

    public bool NeedsSecond => NeedsSecondNumber != 0;

    /// <summary>Whose decisions it is counted among.</summary>
    public string Target => Meter ?? Concentrator;
}
