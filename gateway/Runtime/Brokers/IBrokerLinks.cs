namespace Wattline.Gateway.Runtime.Brokers;

/// <summary>Makes links: with our own client, or with another's.</summary>
public interface IBrokerLinks
{
    /// <summary>Makes a link that does nothing until it is started.</summary>
    IBrokerLink Create(BrokerLinkSettings settings, IBrokerEvents events);
}
