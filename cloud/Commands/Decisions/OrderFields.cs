using System.Text.Json.Serialization;

namespace Wattline.Cloud.Commands.Decisions;

/// <summary>What of a proposal is kept, to sign it later and to show it: no secret is in it.</summary>
internal sealed record OrderFields(
    string Reason, string Consent, IReadOnlyList<uint> Identifiers, int Count, int PatienceSeconds, CommandFrame? Frame, long? ExpiresMs, CommandSearch? Search = null, int Line = 0)
{
    public static OrderFields Of(CommandProposal proposal) => new(
        proposal.Reason, proposal.Consent, proposal.Identifiers, proposal.Count, proposal.PatienceSeconds, proposal.Frame, proposal.Expires?.ToUnixTimeMilliseconds(), proposal.Search, proposal.Line);
}

/// <summary>The fields as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(OrderFields))]
internal sealed partial class OrderFieldsJson : JsonSerializerContext;
