using System;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>Bytes between two threads; the caller holds the lock.</summary>
public sealed class ByteRing
{
    private readonly byte[] _bytes;
    private int _head;

    public ByteRing(int capacity) => _bytes = new byte[capacity];

    /// <summary>Bytes inside.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that still fit.</summary>
    public int Room => _bytes.Length - Count;

    /// <summary>Empties it.</summary>
    public void Clear() => Count = 0;

    /// <summary>Takes bytes in, as many as fit.</summary>
    public int Write(byte[] buffer, int offset, int count)
    {
        var taken = count < Room ? count : Room;
        var at = (_head + Count) % _bytes.Length;
        var first = _bytes.Length - at < taken ? _bytes.Length - at : taken;
        Array.Copy(buffer, offset, _bytes, at, first);
        Array.Copy(buffer, offset + first, _bytes, 0, taken - first);
        Count += taken;
        return taken;
    }

    /// <summary>Gives bytes out, as many as there are.</summary>
    public int Read(byte[] buffer, int offset, int count)
    {
        var taken = count < Count ? count : Count;
        var first = _bytes.Length - _head < taken ? _bytes.Length - _head : taken;
        Array.Copy(_bytes, _head, buffer, offset, first);
        Array.Copy(_bytes, 0, buffer, offset + first, taken - first);
        _head = (_head + taken) % _bytes.Length;
        Count -= taken;
        return taken;
    }
}
