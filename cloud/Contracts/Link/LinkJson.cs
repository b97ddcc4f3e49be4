using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>The link's messages as JSON: strict both in form and in range; what is wrong is named.</summary>
public static class LinkJson
{
    /// <summary>Writes a message.</summary>
    public static byte[] Write(LinkMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.LinkMessage);

    /// <summary>Reads a message.</summary>
    /// <param name="json">At most <see cref="LinkLimits.MessageBytesMax"/> bytes.</param>
    /// <param name="message">The message.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out LinkMessage? message, [NotNullWhen(false)] out ContractFault? fault)
    {
        message = null;
        fault = null;
        if (json.Length > LinkLimits.MessageBytesMax)
        {
            fault = new ContractFault("message", $"more than {LinkLimits.MessageBytesMax} bytes");
            return false;
        }
        try
        {
            var read = JsonSerializer.Deserialize(json, ContractsJson.Default.LinkMessage);
            fault = read is null ? new ContractFault("message", "null") : Check(read);
            if (fault is null) message = read;
        }
        catch (JsonException wrong)
        {
            fault = new ContractFault(wrong.Path ?? "message", "not as the contract has it");
        }
        catch (NotSupportedException)
        {
            fault = new ContractFault("type", "missing, or not the first");
        }
        return message is not null;
    }

    private static ContractFault? Check(LinkMessage message) => message switch
    {
        LinkHello hello => Text("registry", hello.Registry) ?? Text("group", hello.Group) ?? Range("received", hello.Received, 0),
        LinkPresence presence => Count("here", presence.Here.Count, LinkLimits.NamesMax) ?? Count("gone", presence.Gone.Count, LinkLimits.NamesMax)
            ?? First(presence.Here, static (one, i) => Name($"here[{i}].name", one.Name) ?? Range($"here[{i}].age_ms", one.AgeMs, 0))
            ?? First(presence.Gone, static (one, i) => Name($"gone[{i}]", one)),
        LinkBeat beat => Text("registry", beat.Registry),
        LinkReceived received => Range("number", received.Number, 1),
        LinkOutcome outcome => Range("id", outcome.Id, 1),
        LinkResult result => Range("number", result.Number, 1) ?? Name("concentrator", result.Concentrator) ?? Range("received_ms", result.ReceivedMs, 0)
            ?? Range("command", result.Command ?? 0, 0) ?? Count("content", result.Content.Length, LinkLimits.ResultBytesMax),
        LinkFault wrong => Text("reason", wrong.Reason),
        LinkRegistry registry => Text("tag", registry.Tag) ?? Range("bytes", registry.Bytes, 1, CloudLinkLimits.RegistryBytesMax)
            ?? Range("packed_bytes", registry.PackedBytes, 1, CloudLinkLimits.RegistryBytesMax),
        LinkReplays replays => Count("open", replays.Open.Count, LinkLimits.ReplaysMax) ?? First(replays.Open, Replay),
        LinkMarks marks => Count("marks", marks.Marks.Count, LinkLimits.MarksMax) ?? First(marks.Marks, Mark),
        LinkCommand command => Range("number", command.Number, 1) ?? Range("id", command.Id, 1) ?? Name("concentrator", command.Concentrator)
            ?? Range("decision", command.Decision, 0) ?? Range("expires_ms", command.ExpiresMs, 0) ?? Count("content", command.Content.Length, LinkLimits.CommandBytesMax),
        LinkWithdrawn withdrawn => Name("concentrator", withdrawn.Concentrator) ?? Text("holder", withdrawn.Holder),
        LinkNoted noted => Count("outcomes", noted.Outcomes.Count, LinkLimits.NamesMax) ?? Count("results", noted.Results.Count, LinkLimits.NamesMax),
        _ => new ContractFault("type", "unknown"),
    };

    private static ContractFault? Replay(ReplayRequest request, int i) => Range($"open[{i}].id", request.Id, 1) ?? Name($"open[{i}].concentrator", request.Concentrator)
        ?? Hex($"open[{i}].epoch", request.Epoch)
        ?? (StreamNames.TryParse(request.Stream.AsSpan(), out _) ? null : new ContractFault($"open[{i}].stream", "not a stream"))
        ?? Range($"open[{i}].first", request.First, 1) ?? Range($"open[{i}].last", request.Last, request.First);

    private static ContractFault? Mark(HighWater mark, int i) => Name($"marks[{i}].concentrator", mark.Concentrator) ?? Hex($"marks[{i}].epoch", mark.Epoch)
        ?? Range($"marks[{i}].money", mark.Money, 0) ?? Range($"marks[{i}].events", mark.Events, 0) ?? Range($"marks[{i}].readings", mark.Readings, 0);

    private static ContractFault? First<T>(IReadOnlyList<T> all, Func<T, int, ContractFault?> check)
    {
        for (var i = 0; i < all.Count; i++)
            if ((all[i] is null ? new ContractFault($"[{i}]", "null") : check(all[i], i)) is { } fault) return fault;
        return null;
    }

    private static ContractFault? Range(string field, long value, long min, long max = long.MaxValue) =>
        value >= min && value <= max ? null : new ContractFault(field, "out of range");

    private static ContractFault? Count(string field, int count, int max) => count <= max ? null : new ContractFault(field, $"more than {max}");

    private static ContractFault? Text(string field, string? text) => text is null || text.Length <= LinkLimits.TextCharsMax ? null : new ContractFault(field, "too long");

    private static ContractFault? Name(string field, string name) => ConcentratorId.TryParse(name, out _) ? null : new ContractFault(field, "not a concentrator's name");

    private static ContractFault? Hex(string field, string epoch) => Epoch.TryParse(epoch.AsSpan(), out _) ? null : new ContractFault(field, "not 16 hex digits");
}
