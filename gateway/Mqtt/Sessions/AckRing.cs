using System.Numerics;

namespace Wattline.Gateway.Mqtt;

/// <summary>The PUBACKs that a connection owes, in the order of receipt (4.6.0-2). Grows to the client's window and stays there.</summary>
internal sealed class AckRing
{
    private (long Ticket, int Bytes, ushort PacketId)[] _entries = [];
    private int _head;

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public long LastTicket { get; private set; }

    public void Push(long ticket, ushort packetId, int bytes)
    {
        if (Count == _entries.Length)
        {
            Grow();
        }
        _entries[(_head + Count) & (_entries.Length - 1)] = (ticket, bytes, packetId);
        Count++;
        Bytes += bytes;
        LastTicket = ticket;
    }

    /// <summary>Takes the oldest, if its message is durable. A later one never goes before it.</summary>
    public bool TryPop(long durable, out ushort packetId, out int bytes)
    {
        (packetId, bytes) = (0, 0);
        if (Count == 0 || _entries[_head].Ticket > durable)
        {
            return false;
        }
        (_, bytes, packetId) = _entries[_head];
        _head = (_head + 1) & (_entries.Length - 1);
        Count--;
        Bytes -= bytes;
        return true;
    }

    public void Clear()
    {
        _entries = [];
        _head = Count = 0;
        Bytes = 0;
    }

    private void Grow()
    {
        var larger = new (long, int, ushort)[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, Count * 2))];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = _entries[(_head + i) & (_entries.Length - 1)];
        }
        (_entries, _head) = (larger, 0);
    }
}
