using System;

namespace Wattline.Firmware.Meters;

/// <summary>
/// Finds frames of DL/T 645-2007 (clause 5.2) in a stream of bytes that may be cut, joined, and full of noise.
/// The end of a frame is known from its length field alone. A candidate that fails costs one byte: the search goes on
/// right behind its first 68H. While a candidate still waits for bytes, a whole frame behind its start is taken first
/// (a stray 68H before the preamble would otherwise hold up the frame that follows).
/// </summary>
public sealed class Dlt645Scanner
{
    private const byte Start = 0x68;
    private const byte End = 0x16;
    private const byte Wake = 0xFE;
    private const int Incomplete = -1;
    private const int NoFrame = -2;

    private readonly byte[] _bytes = new byte[Dlt645Limits.ScanBytes];
    private readonly int _payloadMax;
    private readonly int[] _rejects;
    private int _head;
    private int _tail;
    private int _preamble;
    private int _noise;

    /// <param name="payloadMax">The largest length field to believe; more is <see cref="Dlt645Reject.TooLong"/>.</param>
    /// <param name="rejects">Counters by reason, of <see cref="Dlt645Reject.Count"/> elements, that the scanner adds to.</param>
    public Dlt645Scanner(int payloadMax, int[] rejects)
    {
        _payloadMax = payloadMax;
        _rejects = rejects;
    }

    /// <summary>The reason of the first candidate that failed since <see cref="Reset"/>.</summary>
    public int FirstReject { get; private set; }

    /// <summary>Bytes since <see cref="Reset"/> that belong to no frame; FE before a frame belongs to it.</summary>
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
        FirstReject = Dlt645Reject.None;
    }

    /// <summary>Takes bytes in. After <see cref="TryRead"/> returned false there is room for at least 240.</summary>
    /// <returns>The number taken, 0 to <paramref name="count"/>.</returns>
    public int Feed(byte[] buffer, int offset, int count)
    {
        if (_head > 0)
        {
            Array.Copy(_bytes, _head, _bytes, 0, _tail - _head);
            _tail -= _head;
            _head = 0;
        }

        if (count > _bytes.Length - _tail)
        {
            count = _bytes.Length - _tail;
        }

        Array.Copy(buffer, offset, _bytes, _tail, count);
        _tail += count;
        return count;
    }

    /// <summary>Reads the next whole frame, if there is one.</summary>
    public bool TryRead(Dlt645Frame frame)
    {
        while (_head < _tail)
        {
            var length = Weigh(_head, true);
            if (length > 0)
            {
                Take(frame, length);
                return true;
            }

            if (length == Incomplete)
            {
                return TryReadBehind(frame);
            }

            Drop();
        }

        return false;
    }

    /// <summary>
    /// Says that no more bytes come (the pause was too long, the input ended): the candidate that waits is truncated,
    /// and the search goes on behind its start. Call <see cref="TryRead"/> and Flush in turn until nothing is pending.
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

        if (Weigh(_head, false) == Incomplete && _tail - _head > 7)
        {
            Reject(Dlt645Reject.Truncated);
        }

        Drop();
    }

    private bool TryReadBehind(Dlt645Frame frame)
    {
        for (var start = _head + 1; start < _tail; start++)
        {
            var length = Weigh(start, false);
            if (length > 0)
            {
                if (start - _head > 7)
                {
                    Reject(Dlt645Reject.Truncated);
                }

                while (_head < start)
                {
                    Drop();
                }

                Take(frame, length);
                return true;
            }
        }

        return false;
    }

    /// <summary>What stands at a position: a whole frame's length, <see cref="Incomplete"/> or <see cref="NoFrame"/>.</summary>
    private int Weigh(int start, bool count)
    {
        var available = _tail - start;
        if (_bytes[start] != Start || (available > 7 && _bytes[start + 7] != Start))
        {
            return NoFrame;
        }

        if (available < 10)
        {
            return Incomplete;
        }

        int length = _bytes[start + 9];
        if (length > _payloadMax)
        {
            return Fail(Dlt645Reject.TooLong, count);
        }

        var end = start + 10 + length;
        if (end + 1 >= _tail)
        {
            return Incomplete;
        }

        // A wrong length field shows at the end byte first; the checksum would only say that something is wrong.
        if (_bytes[end + 1] != End)
        {
            return Fail(Dlt645Reject.BadEnd, count);
        }

        var sum = 0;
        for (var i = start; i < end; i++)
        {
            sum += _bytes[i];
        }

        return (byte)sum == _bytes[end] ? length + Dlt645Limits.Overhead : Fail(Dlt645Reject.BadChecksum, count);
    }

    private int Fail(int reason, bool count)
    {
        if (count)
        {
            Reject(reason);
        }

        return NoFrame;
    }

    private void Reject(int reason)
    {
        _rejects[reason]++;
        if (FirstReject == Dlt645Reject.None)
        {
            FirstReject = reason;
        }
    }

    private void Take(Dlt645Frame frame, int length)
    {
        Array.Copy(_bytes, _head + 1, frame.Address, 0, 6);
        frame.Control = _bytes[_head + 8];
        frame.PayloadLength = length - Dlt645Limits.Overhead;
        for (var i = 0; i < frame.PayloadLength; i++)
        {
            frame.Payload[i] = (byte)(_bytes[_head + 10 + i] - 0x33);
        }

        frame.Preamble = _preamble;
        frame.NoiseBefore = _noise;
        _preamble = 0;
        _noise = 0;
        _head += length;
    }

    private void Drop()
    {
        if (_bytes[_head] == Wake)
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
