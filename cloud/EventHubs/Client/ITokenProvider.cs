namespace Wattline.Cloud.EventHubs.Client;

/// <summary>Gives tokens. Does not wait: who has to ask others says so and is asked again.</summary>
public interface ITokenProvider
{
    /// <summary>A token for an audience.</summary>
    /// <returns>Null while it is being fetched.</returns>
    AccessToken? TryGet(string audience, DateTimeOffset utcNow);
}
