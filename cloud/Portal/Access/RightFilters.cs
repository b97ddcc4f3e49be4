namespace Wattline.Cloud.Portal.Access;

/// <summary>Guards by a right: who has another's is told which is needed.</summary>
internal static class RightFilters
{
    /// <summary>For persons with a right.</summary>
    public static TBuilder ForRight<TBuilder>(this TBuilder builder, string right)
        where TBuilder : IEndpointConventionBuilder => builder.ForPersons().AddEndpointFilter(async (invocation, next) =>
            AccessFilters.PersonOf(invocation.HttpContext).May(right) ? await next(invocation) : Problem.Forbidden($"The right {right} is needed."));
}
