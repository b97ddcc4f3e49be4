namespace Wattline.Gateway.Mqtt;

/// <summary>What an authenticator says to a CONNECT.</summary>
/// <param name="Identity">Who it is; null when it is refused or not decided yet.</param>
/// <param name="Reason">Why it is refused; <see cref="CloseReason.None"/> when it is known or not decided yet.</param>
public readonly record struct Verdict(ClientIdentity? Identity, CloseReason Reason)
{
    /// <summary>The answer comes later.</summary>
    public bool IsPending => Identity is null && Reason == CloseReason.None;

    /// <summary>Known as this identity, or refused for its credentials.</summary>
    public static Verdict Of(ClientIdentity? identity) => new(identity, identity is null ? CloseReason.BadCredentials : CloseReason.None);
}
