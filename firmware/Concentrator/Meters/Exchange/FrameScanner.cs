using System;

namespace Wattline.Firmware.Meters.Exchange;

/// <summary>
/// Finds frames of one <see cref="IFrameShape"/> in a stream of bytes that may be cut, joined, and full of noise. A
/// candidate that fails costs one byte: the search goes on right behind its first. While a candidate still waits for
/// bytes, a whole frame behind its start is taken first: a stray start byte must not hold up the frame that follows.
/// </summary>
public sealed class FrameScanner
{
    /// <summary>A frame has begun and needs more bytes.</summary>
    public const int Incomplete = -1;

    /// <summary>No frame begins here.</summary>
    public const int NoFrame = -2;

    private readonly IFrameShape _shape;
    private readonly int[] _rejects;
    private readonly byte _wake;
    private readonly bool _hasWake;
    private int _head;
    private int _tail;
    private int _preamble;
    private int _noise;

    /// <param name="shape">What a frame looks like.</param>
    /// <param name="bytes">Memory: more than the longest frame.</param>
    /// <param name="rejects">Counters by reason, of <see cref="FrameReject.Count"/> elements, that the scanner adds to.</param>
    /// <param name="wake">A byte that may stand before a frame and belongs to it (FE); −1 for none.</param>
    public FrameScanner(IFrameShape shape, int bytes, int[] rejects, int wake)
    {
        _shape = shape;
        Bytes = new byte[bytes];
        _rejects = rejects;
        _hasWake = wake >= 0;
        _wake = (byte)wake;
    }

    /// <summary>Where the frame that <see cref="TryRead"/> found stands, until the next call.</summary>
    public byte[] Bytes { get; }

    /// <summary>Index of its first byte in <see cref="Bytes"/>.</summary>
    public int FrameStart { get; private set; }

    /// <summary>Its length.</summary>
    public int FrameLength { get; private set; }

    /// <summary>Wake bytes directly before it.</summary>
    public int Preamble { get; private set; }

    /// <summary>Other bytes dropped before it since the frame before.</summary>
    public int NoiseBefore { get; private set; }

    /// <summary>The reason of the first candidate that failed since <see cref="Reset"/>.</summary>
    public int FirstReject { get; private set; }

    /// <summary>Bytes since <see cref="Reset"/> that belong to no frame.</summary>
    public int NoiseBytes { get; private set; }

    /// <summary>True while a frame has begun and is not whole.</summary>
    public bool Pending => _tail > _head;

    /// <summary>Forgets what was fed and what was counted for it (not the counters by reason).</summary>
    public void Reset()
    {
        _head = 0;
        _tail = 0;
        _preamble = 0;
        _noise = 0;
        NoiseBytes = 0;
        FirstReject = FrameReject.None;
    }

    /// <summary>Takes bytes in, as many as there is room for; when there is none, the oldest candidate is given up.</summary>
    /// <returns>The number taken, 1 to <paramref name="count"/> (0 for 0).</returns>
    public int Feed(byte[] buffer, int offset, int count)
    {
        if (_head > 0)
        {
            Array.Copy(Bytes, _head, Bytes, 0, _tail - _head);
            _tail -= _head;
            _head = 0;
        }

        if (_tail == Bytes.Length && count > 0)
        {
            Reject(FrameReject.TooLong);
            Drop();
            return Feed(buffer, offset, count);
        }

        if (count > Bytes.Length - _tail)
        {
            count = Bytes.Length - _tail;
        }

        Array.Copy(buffer, offset, Bytes, _tail, count);
        _tail += count;
        return count;
    }

    /// <summary>Reads the next whole frame, if there is one.</summary>
    public bool TryRead()
    {
        while (_head < _tail)
        {
            var length = _shape.Weigh(Bytes, _head, _tail, out var reason);
            if (length > 0)
            {
                Take(length);
                return true;
            }

            if (length == Incomplete)
            {
                return TryReadBehind();
            }

            if (reason != FrameReject.None)
            {
                Reject(reason);
            }

            Drop();
        }

        return false;
    }

    /// <summary>
    /// Says that no more bytes come: the candidate that waits is truncated, and the search goes on behind its start.
    /// Call <see cref="TryRead"/> and Flush in turn until nothing is pending.
    /// </summary>
    public void Flush()
    {
        if (_head >= _tail)
        {
            NoiseBytes += _preamble;
            _noise += _preamble;
            _preamble = 0;
            return;
        }

        if (_tail - _head >= _shape.HeadBytes && _shape.Weigh(Bytes, _head, _tail, out _) == Incomplete)
        {
            Reject(FrameReject.Truncated);
        }

        Drop();
    }

    private bool TryReadBehind()
    {
        for (var start = _head + 1; start < _tail; start++)
        {
            var length = _shape.Weigh(Bytes, start, _tail, out _);
            if (length > 0)
            {
                if (start - _head >= _shape.HeadBytes)
                {
                    Reject(FrameReject.Truncated);
                }

                while (_head < start)
                {
                    Drop();
                }

                Take(length);
                return true;
            }
        }

        return false;
    }

    private void Reject(int reason)
    {
        _rejects[reason]++;
        if (FirstReject == FrameReject.None)
        {
            FirstReject = reason;
        }
    }

    private void Take(int length)
    {
        FrameStart = _head;
        FrameLength = length;
        Preamble = _preamble;
        NoiseBefore = _noise;
        _preamble = 0;
        _noise = 0;
        _head += length;
    }

    private void Drop()
    {
        if (_hasWake && Bytes[_head] == _wake)
        {
            _preamble++;
        }
        else
        {
            _noise += _preamble + 1;
            NoiseBytes += _preamble + 1;
            _preamble = 0;
        }

        _head++;
    }
}
