namespace Wattline.Gateway.Mqtt;

/// <summary>Is told what clients do. Called within the broker's lock: publish from it if need be, but do not wait.</summary>
public interface IClientObserver
{
    /// <summary>A client was accepted.</summary>
    void Connected(ClientIdentity identity);

    /// <summary>A client's subscription was granted: what is published from now on reaches it.</summary>
    void Subscribed(ClientIdentity identity, string filter);

    /// <summary>A client's connection ended.</summary>
    void Disconnected(ClientIdentity identity, CloseReason reason);
}
