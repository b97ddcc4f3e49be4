using Wattline.Cloud.Commands.Wire;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Commands.Queue;

/// <summary>Moves an order on by its device's word.</summary>
internal static class OrderFollow
{
    private const int DataCharsMax = 64 * 1024;

    public static void Take(StoreConnection connection, CommandRow command, LinkResult result, long now)
    {
        if (!ResultMessage.TryRead(result.Content, out var told) || told.Id != command.Id)
        {
            CommandRows.Tell(connection, command.Id, now, "result_not_understood", result.Concentrator);
            return;
        }
        // Without a decision the device could not tell who had sent what it refused: that says nothing of this command.
        if (told.Decision != command.Decision)
        {
            CommandRows.Tell(connection, command.Id, now, $"forgery_refused: {told.Reason}", result.Concentrator);
            return;
        }
        Note(connection, command.Id, told, result.ReceivedMs);
        if (!CommandLife.Follows(command.State, told.State)) return;
        CommandRows.Set(connection, command.Id, told.State);
        connection.Execute("UPDATE command_order SET why = @Why WHERE id = @Id", new { command.Id, Why = told.Reason });
        if (CommandLife.IsOver(told.State)) OrderRows.Forget(connection, command.Id);
        var word = told.State.ToString().ToLowerInvariant();
        CommandRows.Tell(connection, command.Id, now, told.Reason is null ? word : $"{word}: {told.Reason}", result.Concentrator);
    }

    private static void Note(StoreConnection connection, long id, ResultMessage told, long received)
    {
        if (told.Facts is { } facts)
            connection.Execute(
                "UPDATE command_order SET status_word = @StatusWord, milliamperes = @Milliamperes, decivolts = @Decivolts, error = @Error, told_ms = @At WHERE id = @Id AND COALESCE(told_ms, 0) <= @At",
                new { Id = id, facts.StatusWord, facts.Milliamperes, facts.Decivolts, facts.Error, At = told.WallMs ?? received });
        if (told.Data is { } data)
            connection.Execute(
                "UPDATE command_order SET data = COALESCE(data, '') || @More WHERE id = @Id AND LENGTH(COALESCE(data, '')) <= @Most",
                new { Id = id, More = Convert.ToHexString(data), Most = DataCharsMax });
    }
}
