namespace Wattline.Gateway.Mqtt;

/// <summary>
/// Keeps the endpoint's own state over a restart, as values under keys: sessions, subscriptions, retained messages, messages on their way.
/// What is set and removed becomes durable in that order; a crash takes away the newest changes only. Called from many threads.
/// </summary>
public interface IStateStore
{
    /// <summary>Every change whose ticket is at or below this is durable. Never decreases.</summary>
    long DurableTicket { get; }

    /// <summary>Whether changes are taken without waiting in memory for the disk. While it is false clients' reads pause before anything that changes state; what comes all the same is taken.</summary>
    bool HasRoom { get; }

    /// <summary>Gives all that is kept, in any order; before the first change.</summary>
    void Load(StateReader reader);

    /// <summary>Keeps a value under a key, in place of an older one. Both are copied before this returns.</summary>
    /// <returns>The change's ticket: tickets grow in the order of the calls.</returns>
    long Set(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    /// <summary>Keeps nothing under a key any more.</summary>
    /// <returns>The change's ticket; when there was nothing, the newest change's: what took it away may not be durable yet.</returns>
    long Remove(ReadOnlySpan<byte> key);

    /// <summary>Has a callback called after each advance of <see cref="DurableTicket"/> and when there is room again. It is short and does not wait.</summary>
    IDisposable OnAdvance(Action callback);
}
