using System.Text.Json.Serialization;
using Wattline.Cloud.Metering.Registry;

namespace Wattline.Cloud.Metering.Plans;

/// <summary>The JSON of plans and templates, by the names of docs/cloudlink.md.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PlanContent))]
[JsonSerializable(typeof(IReadOnlyList<TemplateRead>))]
internal sealed partial class PlanJson : JsonSerializerContext;
