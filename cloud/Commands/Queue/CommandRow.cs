using Wattline.Cloud.Contracts;

namespace Wattline.Cloud.Commands.Queue;

/// <summary>A row of commands: integers as the database gives them.</summary>
internal sealed record CommandRow(long Id, string Concentrator, long Decision, long ExpiresMs, string Content, long StateNumber, long PostedMs, string? Gateway, long? Number)
{
    public CommandState State => (CommandState)StateNumber;

    public LinkCommand ToLink() => new(Number!.Value, Id, Concentrator, Decision, ExpiresMs, Convert.FromBase64String(Content));
}
