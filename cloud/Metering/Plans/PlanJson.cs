using System.Text.Json.Serialization;
using Wattline.Cloud.Contracts;

namespace Wattline.Cloud.Metering.Plans;

/// <summary>The JSON of plans and templates, by the names of docs/cloudlink.md.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlanContent))]
[JsonSerializable(typeof(IReadOnlyList<PlanRead>))]
[JsonSerializable(typeof(PlanTemplate))]
internal sealed partial class PlanJson : JsonSerializerContext;
