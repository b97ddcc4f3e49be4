namespace Wattline.Gateway.Mqtt;

/// <summary>What an MQTT 5 client said of itself in CONNECT, and the topic aliases of its connection. Made only where something differs from 3.1.1.</summary>
internal sealed class ClientAbilities(long packetBytesMax, int aliasesMax)
{
    private Dictionary<string, int>? _outbound;
    private byte[]?[]? _inbound;

    /// <summary>Bytes of a packet that the client takes.</summary>
    public long PacketBytesMax { get; } = packetBytesMax;

    /// <summary>The alias of a topic on the way to the client; a new one is given out while there are any. 0: none is left.</summary>
    public int AliasOf(string topic, out bool isNew)
    {
        isNew = false;
        if (aliasesMax == 0)
        {
            return 0;
        }
        if (_outbound is not null && _outbound.TryGetValue(topic, out var alias))
        {
            return alias;
        }
        isNew = true;
        return (_outbound?.Count ?? 0) < aliasesMax ? (_outbound?.Count ?? 0) + 1 : 0;
    }

    /// <summary>The client was told an alias.</summary>
    public void Tell(string topic, int alias) => (_outbound ??= new(StringComparer.Ordinal))[topic] = alias;

    /// <summary>The client gives a topic an alias, which it then may use instead.</summary>
    public void Learn(int alias, ReadOnlySpan<byte> topic)
    {
        _inbound = _inbound is null || _inbound.Length < alias ? Larger(_inbound, alias) : _inbound;
        if (!topic.SequenceEqual(_inbound[alias - 1]))
        {
            _inbound[alias - 1] = topic.ToArray();
        }
    }

    /// <summary>The topic behind an alias of the client's, empty when there is none.</summary>
    public ReadOnlySpan<byte> TopicOf(int alias) => _inbound is not null && alias <= _inbound.Length ? _inbound[alias - 1] : default;

    private static byte[]?[] Larger(byte[]?[]? before, int length)
    {
        var larger = new byte[]?[length];
        before?.CopyTo(larger, 0);
        return larger;
    }
}
