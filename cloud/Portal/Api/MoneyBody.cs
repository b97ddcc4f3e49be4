using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Reads bodies about money: what is not named, named twice or of another kind is refused.</summary>
internal static class MoneyBody
{
    private const int BytesMax = 4 << 20;

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Reads a body and answers it; a fault is answered here.</summary>
    public static async Task<IResult> Do<T>(HttpContext context, Func<T, IResult> act)
        where T : class
    {
        if (await BodyReader.ReadAsync(context.Request, BytesMax, context.RequestAborted) is not { } body)
            return Problem.Of(StatusCodes.Status413PayloadTooLarge, "Refused", $"body: more than {BytesMax} bytes.");
        try
        {
            return JsonSerializer.Deserialize<T>(body.Span, _json) is { } read ? act(read) : Problem.Of(StatusCodes.Status400BadRequest, "Refused", "body: an object is needed.");
        }
        catch (JsonException wrong)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "Refused", $"body: {wrong.Path ?? "$"} is not as it should be.");
        }
    }

    /// <summary>An outcome as the API says it.</summary>
    public static string Word(Enum outcome) => JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString());

    /// <summary>Answers an outcome: what went well with what it was, and what did not with the status that fits its word.</summary>
    public static IResult Answer(Enum outcome, string subject) => Word(outcome) switch
    {
        "done" or "already" or "credited" or "in_suspense" or "refunding" => TypedResults.Ok(new OutcomeView(Word(outcome))),
        "unknown" => Problem.NotFound($"{subject}: there is none."),
        var word when word is "number_taken" or "conflict" or "contradicts" or "closed" or "paid" or "bad_id" or "meter_taken" or "not_settled" or "exceeds" or "not_empty" or "not_appraised"
            => Problem.Of(StatusCodes.Status409Conflict, "Refused", $"{subject}: {word}."),
        var word => Problem.Of(StatusCodes.Status422UnprocessableEntity, "Refused", $"{subject}: {word}."),
    };
}

/// <summary>What became of something.</summary>
internal sealed record OutcomeView(string Outcome);
