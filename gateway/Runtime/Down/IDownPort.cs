using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Down;

/// <summary>The way down to concentrators: through the gateway's own front door, or through somebody's broker. For any thread.</summary>
public interface IDownPort
{
    /// <summary>Concentrators that are there, as far as is known, and for how long.</summary>
    IReadOnlyDictionary<ConcentratorId, TimeSpan> Present { get; }

    /// <summary>Publishes.</summary>
    /// <param name="topic">A topic name.</param>
    /// <param name="payload">Not to be changed afterwards. Empty with <paramref name="retain"/> ends the retaining.</param>
    /// <param name="qos">0 or 1.</param>
    /// <param name="retain">Whether later subscribers get it too.</param>
    /// <returns>False: nothing was taken; with no room now it may be later.</returns>
    bool Publish(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain);

    /// <summary>Tells one concentrator something at QoS 0, and where that can be nobody else who watches.</summary>
    /// <param name="concentrator">To whom.</param>
    /// <param name="topic">A topic name.</param>
    /// <param name="payload">Not to be changed afterwards.</param>
    void Tell(ConcentratorId concentrator, string topic, ReadOnlyMemory<byte> payload) => Publish(topic, payload, qos: 0, retain: false);

    /// <summary>Gives one concentrator a command at QoS 1, if it is there to take it.</summary>
    /// <param name="concentrator">To whom.</param>
    /// <param name="payload">Not to be changed afterwards.</param>
    /// <param name="within">Not sent any more after this time.</param>
    /// <param name="acknowledged">Called on any thread, must not wait: it is acknowledged. Never called when the acknowledgement is lost with a restart.</param>
    /// <returns>False: it was not given.</returns>
    bool Command(ConcentratorId concentrator, ReadOnlyMemory<byte> payload, TimeSpan within, Action acknowledged);
}
