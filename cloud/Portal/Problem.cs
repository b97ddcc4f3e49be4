namespace Wattline.Cloud.Portal;

/// <summary>Refusals as problem documents (RFC 9457): what, why, and where it can be said which parameter.</summary>
internal static class Problem
{
    public static IResult Of(int status, string title, string detail) => Results.Problem(detail, statusCode: status, title: title);

    public static IResult Forbidden(string detail) => Of(StatusCodes.Status403Forbidden, "Not with this token", detail);

    public static IResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, "Not known", detail);

    public static IResult Parameters(Dictionary<string, string[]> faults) => Results.ValidationProblem(faults, title: "Parameters that do not serve");
}
