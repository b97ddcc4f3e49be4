using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Wattline.Gateway.Mqtt;

/// <summary>Counts connections, in all and by address, before anything is spent on them.</summary>
public sealed class ConnectionGate(MqttLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, (int All, int Unconnected)> _networks = [];
    private int _all;
    private int _unconnected;

    /// <summary>Connections that are in.</summary>
    public int Count => Volatile.Read(ref _all);

    /// <summary>Lets a connection in, or says why not.</summary>
    internal CloseReason TryEnter(EndPoint? remote, out Admission? admission)
    {
        admission = null;
        var network = NetworkOf(remote);
        lock (_lock)
        {
            if (_all >= limits.ConnectionsMax || _unconnected >= limits.UnconnectedMax)
            {
                return CloseReason.TooManyConnections;
            }
            if (network is { } key)
            {
                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_networks, key, out _);
                if (count.All >= limits.ConnectionsPerAddressMax || count.Unconnected >= limits.UnconnectedPerAddressMax)
                {
                    return CloseReason.TooManyFromAddress;
                }
                count = (count.All + 1, count.Unconnected + 1);
            }
            _all++;
            _unconnected++;
        }
        admission = new(this, network);
        return CloseReason.None;
    }

    internal void Settled(Admission admission)
    {
        lock (_lock)
        {
            _unconnected--;
            Change(admission, all: 0, unconnected: -1);
        }
    }

    internal void Left(Admission admission, bool settled)
    {
        lock (_lock)
        {
            _all--;
            _unconnected -= settled ? 0 : 1;
            Change(admission, all: -1, unconnected: settled ? 0 : -1);
        }
    }

    /// <summary>What counts a connection: an IPv4 address, or the first 64 bits of an IPv6 address. Null for the machine itself and for what has no address.</summary>
    internal static UInt128? NetworkOf(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address } || IPAddress.IsLoopback(address))
        {
            return null;
        }
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        if (!address.IsIPv4MappedToIPv6 && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
        {
            bytes[8..].Clear();
        }
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private void Change(Admission admission, int all, int unconnected)
    {
        if (admission.Network is not { } key)
        {
            return;
        }
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(_networks, key);
        count = (count.All + all, count.Unconnected + unconnected);
        if (count.All == 0)
        {
            _networks.Remove(key);
        }
    }
}
