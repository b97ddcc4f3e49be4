namespace Wattline.Gateway.Runtime.Brokers;

/// <summary>
/// A connection to somebody's MQTT broker that is kept, and made again when it is lost. MQTT 5 with a session at the broker:
/// what is not acknowledged comes again. Disposing drops the connection without a word, unless it was stopped before.
/// </summary>
public interface IBrokerLink : IAsyncDisposable
{
    /// <summary>Whether there is a connection.</summary>
    bool IsConnected { get; }

    /// <summary>Ends when the link was stopped; fails if a handler of events threw.</summary>
    Task Completion { get; }

    /// <summary>Begins to connect.</summary>
    void Start();

    /// <summary>Acknowledges every message up to this one to the broker, in the order of receipt. Of an earlier connection's it does nothing.</summary>
    void AcknowledgeThrough(long delivery);

    /// <summary>Goes on after <see cref="IBrokerEvents.Received"/> said not now.</summary>
    void Resume();

    /// <summary>Publishes. With QoS 1 it is sent again until the broker has it, as long as the link lives.</summary>
    /// <param name="topic">A topic name.</param>
    /// <param name="payload">Not to be changed afterwards.</param>
    /// <param name="qos">0 or 1.</param>
    /// <param name="retain">Whether later subscribers get it too; an empty payload ends that.</param>
    /// <returns>False: nothing was taken; too much waits, it is too large, or QoS 0 without a connection.</returns>
    bool TryPublish(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain);

    /// <summary>Says goodbye to the broker: no will is published.</summary>
    /// <param name="endSession">Whether the broker forgets the session, and with it what it holds for this client.</param>
    Task StopAsync(bool endSession);
}
