namespace Wattline.Gateway.Mqtt;

/// <summary>QoS 2 from the client (4.3.3): which identifiers were taken and not released, and when their PUBREC may go.</summary>
internal sealed partial class Session
{
    private Dictionary<ushort, ReceivedQos2>? _received;

    /// <summary>Held while a QoS 2 message is taken, so that two connections of one session cannot take it both.</summary>
    public Lock ReceivingLock
    {
        get
        {
            if (field is null)
            {
                Interlocked.CompareExchange(ref field, new(), null);
            }
            return field;
        }
    }

    /// <summary>Identifiers taken and not released.</summary>
    public int ReceivedCount => _received?.Count ?? 0;

    /// <summary>The identifiers themselves.</summary>
    public IEnumerable<ushort> ReceivedIds => _received?.Keys ?? Enumerable.Empty<ushort>();

    /// <summary>Whether a message with this identifier was taken before; then what its PUBREC waits for.</summary>
    public bool WasReceived(ushort packetId, out ReceivedQos2 received)
    {
        received = default;
        return _received is not null && _received.TryGetValue(packetId, out received);
    }

    /// <summary>A message was taken: the same identifier again is the same message until it is released.</summary>
    public void SetReceived(ushort packetId, ReceivedQos2 received) => (_received ??= [])[packetId] = received;

    /// <summary>PUBREL came. False: the identifier is not known.</summary>
    public bool Release(ushort packetId)
    {
        if (_received is null || !_received.Remove(packetId))
        {
            return false;
        }
        _received = _received.Count == 0 ? null : _received;
        return true;
    }
}
