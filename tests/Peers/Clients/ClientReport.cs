using System.Text.Json;

namespace Wattline.Tests.Peers.Clients;

/// <summary>What came of it.</summary>
internal sealed record ClientReport(
    bool? Present, IReadOnlyList<int> Granted, IReadOnlyList<PublishReport> Published, IReadOnlyList<MessageReport> Received, JsonElement? Closed);

internal sealed record PublishReport(JsonElement Code);

internal sealed record MessageReport(string Topic, string Payload, int Qos, bool Retain, string? User);
