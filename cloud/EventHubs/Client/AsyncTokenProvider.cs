namespace Wattline.Cloud.EventHubs.Client;

/// <summary>
/// Tokens of somebody who takes his time, Azure.Identity for instance. One fetch at a time for an audience; a failed one is
/// begun again when it is asked for again.
/// </summary>
/// <param name="fetch">Fetches a token for an audience.</param>
public sealed class AsyncTokenProvider(Func<string, Task<AccessToken>> fetch) : ITokenProvider
{
    /// <summary>What is left of a token that is given out at least.</summary>
    private static readonly TimeSpan _least = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<AccessToken>> _tokens = [];

    /// <inheritdoc/>
    public AccessToken? TryGet(string audience, DateTimeOffset utcNow)
    {
        lock (_lock)
        {
            if (_tokens.TryGetValue(audience, out var task))
            {
                if (!task.IsCompleted)
                {
                    return null;
                }
                if (task.IsCompletedSuccessfully && task.Result.ExpiresAt - _least > utcNow)
                {
                    return task.Result;
                }
            }
            _tokens[audience] = fetch(audience);
            return null;
        }
    }
}
