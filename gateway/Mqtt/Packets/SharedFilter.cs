namespace Wattline.Gateway.Mqtt;

/// <summary>Filters of the form <c>$share/{group}/{filter}</c> (MQTT 5, 4.8.2). A 3.1.1 client may use them too.</summary>
internal static class SharedFilter
{
    private const string Prefix = "$share/";

    public static bool IsShared(string filter) => filter.StartsWith(Prefix, StringComparison.Ordinal) || filter == "$share";

    /// <summary>Takes a shared filter apart. False: the group's name or the filter is missing, or the name holds a wildcard.</summary>
    public static bool TrySplit(string filter, out string group, out string inner)
    {
        (group, inner) = ("", "");
        var slash = filter.IndexOf('/', Math.Min(Prefix.Length, filter.Length));
        if (slash <= Prefix.Length || slash + 1 == filter.Length)
        {
            return false;
        }
        (group, inner) = (filter[Prefix.Length..slash], filter[(slash + 1)..]);
        return group.AsSpan().IndexOfAny('+', '#') < 0;
    }

    /// <summary>The part of a filter that topics are compared with.</summary>
    public static string Inner(string filter) => IsShared(filter) && TrySplit(filter, out _, out var inner) ? inner : filter;
}
