namespace Wattline.Gateway.Runtime.Brokers;

/// <summary>Is told what comes over a link, one at a time: it may call the link back, and must not wait.</summary>
public interface IBrokerEvents
{
    /// <summary>The broker accepted; subscriptions are the link's own care.</summary>
    /// <param name="sessionPresent">Whether the broker had kept the session.</param>
    void Connected(bool sessionPresent);

    /// <summary>A connection, or an attempt, ended; another follows unless the link was stopped.</summary>
    void Disconnected(string why);

    /// <summary>A filter was refused: what it names does not come.</summary>
    void FilterRefused(string filter, int reason);

    /// <summary>A message came. False: not now; nothing further comes until <see cref="IBrokerLink.Resume"/>, then it comes again.</summary>
    bool Received(in BrokerMessage message);
}
