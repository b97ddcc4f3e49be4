using System.Security.Cryptography;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Commands.Queue;

/// <summary>What concentrators answered, each once.</summary>
internal static class ResultRows
{
    /// <summary>Keeps a result; false when it is known, or one too many.</summary>
    public static bool TryAdd(StoreConnection connection, LinkResult result, long? command, string gateway)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(result.Content));
        var (kept, most) = command is null
            ? (connection.Scalar<long>("SELECT COUNT(*) FROM command_result WHERE concentrator = @Concentrator AND command IS NULL", new { result.Concentrator }), CommandLimits.StrayResultsMax)
            : (connection.Scalar<long>("SELECT COUNT(*) FROM command_result WHERE command = @Command", new { Command = command }), CommandLimits.ResultsMax);
        if (kept >= most) return false;
        return connection.Execute(
            """
            INSERT INTO command_result (concentrator, digest, command, received_ms, gateway, content)
            VALUES (@Concentrator, @Digest, @Command, @ReceivedMs, @Gateway, @Content) ON CONFLICT DO NOTHING
            """,
            new { result.Concentrator, Digest = digest, Command = command, result.ReceivedMs, Gateway = gateway, Content = Convert.ToBase64String(result.Content) }) > 0;
    }

    public static List<CommandResult> Of(StoreConnection connection, long command) => connection.Query<Row>(
        "SELECT received_ms AS ReceivedMs, content AS Content FROM command_result WHERE command = @Command ORDER BY received_ms, digest", new { Command = command })
        .Select(static row => new CommandResult(row.ReceivedMs, Convert.FromBase64String(row.Content))).ToList();

    private sealed record Row(long ReceivedMs, string Content);
}
