namespace Wattline.Gateway.Runtime.Registry;

/// <summary>Holds the registry's state: readers take it without a lock, a newer one is put in its place whole.</summary>
public sealed class RegistryPort
{
    private RegistryState? _state;
    private long _confirmations;

    /// <summary>The state, or null until the cloud (or a kept copy) has told one.</summary>
    public RegistryState? State => Volatile.Read(ref _state);

    /// <summary>How often the cloud has told the state or said that it still holds.</summary>
    public long Confirmations => Interlocked.Read(ref _confirmations);

    /// <summary>The state changed. On the thread that replaced it.</summary>
    public event Action<RegistryState>? Changed;

    /// <summary>Takes a newer state.</summary>
    public void Replace(RegistryState state)
    {
        Volatile.Write(ref _state, state);
        Changed?.Invoke(state);
    }

    /// <summary>The cloud answered: the state is as new as can be.</summary>
    public void Confirm() => Interlocked.Increment(ref _confirmations);
}
