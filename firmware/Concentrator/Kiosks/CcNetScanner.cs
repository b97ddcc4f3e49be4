namespace Wattline.Firmware.Kiosks;

/// <summary>Takes frames from the line: 02 begins one where none has begun, its length says where it ends, a gap ends whatever has begun.</summary>
public sealed class CcNetScanner
{
    private readonly byte[] _frame = new byte[CcNetLimits.FrameBytesMax];
    private int _count;

    /// <summary>Whose frame it is.</summary>
    public int Address => _frame[1];

    /// <summary>Bytes of command and data.</summary>
    public int DataCount { get; private set; }

    /// <summary>True between a frame's first byte and its last.</summary>
    public bool IsInside => _count > 0;

    /// <summary>Frames that were no length of ours, did not end, or had a wrong CRC.</summary>
    public int BadFrames { get; private set; }

    /// <summary>A byte of command and data.</summary>
    public int Data(int index) => _frame[3 + index];

    /// <summary>What comes next begins a frame.</summary>
    public void Reset()
    {
        BadFrames += _count > 0 ? 1 : 0;
        _count = 0;
    }

    /// <summary>Forgets a frame that has begun, which was nobody's fault.</summary>
    public void Clear() => _count = 0;

    /// <summary>Takes one byte.</summary>
    /// <returns>True when it ends a whole frame, which stands until the next call.</returns>
    public bool Take(byte value)
    {
        if (_count == 0 && value != CcNetFrame.Sync)
        {
            return false;
        }
        _frame[_count++] = value;
        if (_count == 3 && (value <= CcNetFrame.FrameBytes || value > CcNetLimits.FrameBytesMax))
        {
            Reset();
            return false;
        }
        if (_count < 3 || _count < _frame[2])
        {
            return false;
        }
        var count = _count;
        _count = 0;
        DataCount = count - CcNetFrame.FrameBytes;
        var crc = 0;
        for (var i = 0; i < count - 2; i++)
        {
            crc = CcNetFrame.Crc(crc, _frame[i]);
        }
        if (_frame[count - 2] == (crc & 0xFF) && _frame[count - 1] == crc >> 8)
        {
            return true;
        }
        BadFrames++;
        return false;
    }
}
