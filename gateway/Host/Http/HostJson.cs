using System.Text.Json.Serialization;

namespace Wattline.Gateway.Host.Http;

/// <summary>JSON of the operators' pages.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(GatewayStatus))]
[JsonSerializable(typeof(IReadOnlyList<QuarantineView>))]
[JsonSerializable(typeof(ReplayedView))]
[JsonSerializable(typeof(DismissedView))]
[JsonSerializable(typeof(DisconnectedView))]
[JsonSerializable(typeof(ConcentratorView))]
[JsonSerializable(typeof(IReadOnlyList<ConcentratorView>))]
internal sealed partial class HostJson : JsonSerializerContext;
