namespace Wattline.Gateway.Mqtt;

/// <summary>What outlives a connection when the client asks for it (4.1): subscriptions and the messages on their way to the client. In memory; guarded by the broker's lock.</summary>
internal sealed class Session(string key, ClientIdentity identity, string clientId, bool clean)
{
    private readonly List<(ushort PacketId, Downlink Message)> _inFlight = [];
    private readonly Queue<Downlink> _waiting = [];
    private ushort _lastPacketId;

    public string Key { get; } = key;

    public ClientIdentity Identity { get; set; } = identity;

    public string ClientId { get; } = clientId;

    public bool Clean { get; } = clean;

    public Dictionary<string, int> Subscriptions { get; } = new(StringComparer.Ordinal);

    public MqttConnection? Connection { get; set; }

    /// <summary>Orders the sessions without a connection by when they were left.</summary>
    public long LeftAt { get; set; }

    /// <summary>Sends a message or keeps it. False: it was dropped.</summary>
    public bool Deliver(Downlink message, MqttLimits limits)
    {
        if (message.Qos == 0)
        {
            // QoS 0 is not kept for the absent (3.1.2.4), and what a slow reader misses was not promised.
            if (Connection is null || Connection.UnsentBytes > limits.UnsentBytesMax)
            {
                return false;
            }
            Connection.SendPublish(message, duplicate: false, packetId: 0);
            return true;
        }
        if (Connection is not null && _waiting.Count == 0 && _inFlight.Count < limits.DownlinksInFlightMax)
        {
            SendNext(message);
            return true;
        }
        if (_waiting.Count >= limits.DownlinksQueuedMax)
        {
            return false;
        }
        _waiting.Enqueue(message);
        return true;
    }

    /// <summary>After a reconnect: what was under way goes again, marked as duplicate, then what waited (4.4.0-1).</summary>
    public void Resume(MqttLimits limits)
    {
        foreach (var (packetId, message) in _inFlight)
        {
            Connection!.SendPublish(message, duplicate: true, packetId);
        }
        SendWaiting(limits);
    }

    /// <summary>The client acknowledged; an identifier that is not under way changes nothing.</summary>
    public void Acknowledged(ushort packetId, MqttLimits limits)
    {
        _inFlight.RemoveAll(entry => entry.PacketId == packetId);
        SendWaiting(limits);
    }

    private void SendWaiting(MqttLimits limits)
    {
        while (_inFlight.Count < limits.DownlinksInFlightMax && _waiting.TryDequeue(out var message))
        {
            SendNext(message);
        }
    }

    private void SendNext(Downlink message)
    {
        do
        {
            _lastPacketId = (ushort)(_lastPacketId == ushort.MaxValue ? 1 : _lastPacketId + 1);
        }
        while (_inFlight.Exists(entry => entry.PacketId == _lastPacketId));
        _inFlight.Add((_lastPacketId, message));
        Connection!.SendPublish(message, duplicate: false, _lastPacketId);
    }
}
