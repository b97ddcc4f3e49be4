using Wattline.Firmware.Meters.Exchange;

namespace Wattline.Firmware.Meters.Modbus;

/// <summary>
/// What the answer to one read looks like. An RTU frame has no start byte and no length of its own: it is known from
/// the function and the number of registers that were asked for. It is cut there, never because a CRC came out as 0:
/// a good frame with one 00 behind it does that, too.
/// </summary>
public sealed class ModbusShape : IFrameShape
{
    private readonly byte[] _question = new byte[ModbusLimits.TcpHead + 5];
    private int _questionBytes;
    private int _function;
    private int _dataBytes;
    private bool _overTcp;

    /// <inheritdoc/>
    public int HeadBytes => 3;

    /// <summary>Sets what is expected from now on.</summary>
    /// <param name="question">The question as sent; its echo is told from the answer.</param>
    /// <param name="count">Its length.</param>
    /// <param name="overTcp">True for the framing of Modbus TCP.</param>
    /// <param name="function">3 or 4.</param>
    /// <param name="registers">How many were asked for.</param>
    public void Expect(byte[] question, int count, bool overTcp, int function, int registers)
    {
        System.Array.Copy(question, _question, count);
        _questionBytes = count;
        _overTcp = overTcp;
        _function = function;
        _dataBytes = 2 * registers;
    }

    /// <inheritdoc/>
    public int Weigh(byte[] bytes, int start, int end, out int reason)
    {
        reason = FrameReject.None;
        return _overTcp ? WeighTcp(bytes, start, end, out reason) : WeighRtu(bytes, start, end, out reason);
    }

    /// <summary>True when the question itself stands there.</summary>
    public bool IsEcho(byte[] bytes, int start, int length)
    {
        for (var i = 0; i < _questionBytes; i++)
        {
            if (i >= length || bytes[start + i] != _question[i])
            {
                return false;
            }
        }

        return length == _questionBytes;
    }

    private int WeighRtu(byte[] bytes, int start, int end, out int reason)
    {
        reason = FrameReject.None;
        var available = end - start;
        int address = bytes[start];
        if (address is 0 or > 247 || (available > 1 && (bytes[start + 1] & 0x7F) != _function))
        {
            return FrameScanner.NoFrame;
        }

        if (available < 3)
        {
            return FrameScanner.Incomplete;
        }

        if (IsEchoSoFar(bytes, start, available))
        {
            // Also the answer to a question whose first register looks like a byte count begins so: it has other bytes behind.
            return available >= _questionBytes ? _questionBytes : FrameScanner.Incomplete;
        }

        var isException = bytes[start + 1] != _function;
        if (!isException && bytes[start + 2] != _dataBytes)
        {
            reason = FrameReject.BadLength;
            return FrameScanner.NoFrame;
        }

        var length = isException ? 5 : _dataBytes + ModbusLimits.AnswerOverhead;
        if (available < length)
        {
            return FrameScanner.Incomplete;
        }

        if (ModbusCrc.Fits(bytes, start, length - 2))
        {
            return length;
        }

        reason = FrameReject.BadChecksum;
        return FrameScanner.NoFrame;
    }

    private static int WeighTcp(byte[] bytes, int start, int end, out int reason)
    {
        reason = FrameReject.None;
        var available = end - start;
        if ((available > 2 && bytes[start + 2] != 0) || (available > 3 && bytes[start + 3] != 0))
        {
            reason = FrameReject.BadHead;
            return FrameScanner.NoFrame;
        }

        if (available < 6)
        {
            return FrameScanner.Incomplete;
        }

        var length = (bytes[start + 4] << 8) | bytes[start + 5];
        if (length is < 3 or > 254)
        {
            reason = FrameReject.TooLong;
            return FrameScanner.NoFrame;
        }

        return available < 6 + length ? FrameScanner.Incomplete : 6 + length;
    }

    private bool IsEchoSoFar(byte[] bytes, int start, int available)
    {
        for (var i = 0; i < _questionBytes && i < available; i++)
        {
            if (bytes[start + i] != _question[i])
            {
                return false;
            }
        }

        return true;
    }
}
