using System.Numerics;

namespace Wattline.Gateway.Mqtt.Client;

/// <summary>
/// QoS 1 and 2 messages that were handed over and not acknowledged to the server, in the order of receipt: acknowledgements go
/// out in that order (4.6.0-2 and -3), whatever order they are given in.
/// </summary>
internal sealed class Incoming
{
    private Entry[] _ring = [];
    private int _head;
    private long _first = 1;

    /// <summary>Not yet acknowledged to the server.</summary>
    public int Count { get; private set; }

    /// <summary>Numbers never come twice, over all connections.</summary>
    public long Push(ushort packetId, int qos)
    {
        if (Count == _ring.Length) Grow();
        _ring[(_head + Count) & (_ring.Length - 1)] = new(packetId, qos, false);
        return _first + Count++;
    }

    /// <summary>Takes back the last, which was not taken.</summary>
    public void PopLast() => Count--;

    /// <summary>False: there is no such message any more; its connection ended, or it was acknowledged.</summary>
    public bool TryMark(long number)
    {
        if (number < _first || number >= _first + Count) return false;
        ref var entry = ref _ring[(_head + (int)(number - _first)) & (_ring.Length - 1)];
        entry = entry with { Marked = true };
        return true;
    }

    /// <summary>Marks everything up to a number.</summary>
    public void MarkThrough(long number)
    {
        for (var i = Math.Min(number, _first + Count - 1) - _first; i >= 0; i--)
        {
            ref var entry = ref _ring[(_head + (int)i) & (_ring.Length - 1)];
            entry = entry with { Marked = true };
        }
    }

    /// <summary>The oldest, if it is marked.</summary>
    public bool TryPop(out ushort packetId, out int qos)
    {
        (packetId, qos) = (0, 0);
        if (Count == 0 || !_ring[_head].Marked) return false;
        (packetId, qos, _) = _ring[_head];
        _head = (_head + 1) & (_ring.Length - 1);
        _first++;
        Count--;
        return true;
    }

    /// <summary>The connection ended: what was not acknowledged comes again under another number.</summary>
    public void Clear()
    {
        _first += Count;
        (_head, Count) = (0, 0);
    }

    private void Grow()
    {
        var larger = new Entry[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, Count * 2))];
        for (var i = 0; i < Count; i++) larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
        (_ring, _head) = (larger, 0);
    }

    private readonly record struct Entry(ushort PacketId, int Qos, bool Marked);
}
