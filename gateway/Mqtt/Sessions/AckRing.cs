using System.Numerics;

namespace Wattline.Gateway.Mqtt;

/// <summary>The answers that a connection owes, in the order of receipt (4.6.0-2, -3, -4). Grows to the client's window and stays there.</summary>
internal sealed class AckRing
{
    private OwedAck[] _entries = [];
    private Queue<byte[]>? _packets;
    private int _head;

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public void Push(in OwedAck ack)
    {
        if (Count == _entries.Length)
        {
            Grow();
        }
        _entries[(_head + Count) & (_entries.Length - 1)] = ack;
        Count++;
        Bytes += ack.Bytes;
    }

    /// <summary>A packet that is sent whole.</summary>
    public void Push(in OwedAck ack, byte[] packet)
    {
        (_packets ??= []).Enqueue(packet);
        Push(ack);
    }

    /// <summary>Takes the oldest, if what it answers is durable. A later one never goes before it.</summary>
    public bool TryPop(long durable, long durableState, out OwedAck ack)
    {
        if (Count == 0)
        {
            ack = default;
            return false;
        }
        ack = _entries[_head];
        if (ack.Ticket > durable || ack.StateTicket > durableState)
        {
            return false;
        }
        _head = (_head + 1) & (_entries.Length - 1);
        Count--;
        Bytes -= ack.Bytes;
        return true;
    }

    /// <summary>The packet of what was just taken.</summary>
    public byte[] TakePacket() => _packets!.Dequeue();

    public void Clear()
    {
        _entries = [];
        _packets = null;
        _head = Count = 0;
        Bytes = 0;
    }

    private void Grow()
    {
        var larger = new OwedAck[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, Count * 2))];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = _entries[(_head + i) & (_entries.Length - 1)];
        }
        (_entries, _head) = (larger, 0);
    }
}
