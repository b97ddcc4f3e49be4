using System.Text.Json.Serialization;

namespace Wattline.Cloud.Contracts;

/// <summary>
/// JSON of the messages that are few: registry, answers, what goes over the link. Strict: nothing missing, nothing unknown, nothing twice, no null where
/// none belongs; a <see cref="System.Text.Json.JsonException"/> names the path.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(RegistrySnapshot))]
[JsonSerializable(typeof(LinkMessage))]
[JsonSerializable(typeof(IngestAnswer))]
public sealed partial class ContractsJson : JsonSerializerContext;
