using System.Text.Json.Serialization;

namespace Wattline.Cloud.Metering.Validation;

/// <summary>JSON of thresholds: what is not said is as by default, what is not known is refused.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ValidationThresholds))]
public sealed partial class ThresholdJson : JsonSerializerContext;
