namespace Wattline.Firmware.Kiosks;

/// <summary>Finds frames in what the line gives: noise before a frame is skipped, a torn frame ends where the next starts.</summary>
public sealed class SspScanner
{
    private readonly byte[] _frame = new byte[2 + SspLimits.DataBytesMax + 2];
    private bool _inFrame;
    private bool _afterStx;
    private int _count;

    /// <summary>Sequence bit and address of the frame that was found.</summary>
    public int Head => _frame[0];

    /// <summary>Bytes of data of the frame that was found.</summary>
    public int DataCount { get; private set; }

    /// <summary>Frames that began and did not end, or whose CRC was wrong.</summary>
    public int BadFrames { get; private set; }

    /// <summary>A byte of the data of the frame that was found.</summary>
    public int Data(int index) => _frame[2 + index];

    /// <summary>Forgets a frame that has begun.</summary>
    public void Reset()
    {
        _inFrame = false;
        _afterStx = false;
    }

    /// <summary>Takes one byte.</summary>
    /// <returns>True when it ends a whole frame, which stands until the next call.</returns>
    public bool Take(byte value)
    {
        if (_afterStx)
        {
            _afterStx = false;
            if (value != SspFrame.Stx)
            {
                // A single STX starts a frame wherever it comes.
                if (_inFrame)
                {
                    BadFrames++;
                }
                _inFrame = true;
                _count = 0;
            }
        }
        else if (value == SspFrame.Stx)
        {
            _afterStx = true;
            return false;
        }
        return _inFrame && TakeInFrame(value);
    }

    private bool TakeInFrame(byte value)
    {
        _frame[_count++] = value;
        if (_count < 2 || _count < 2 + _frame[1] + 2)
        {
            return false;
        }
        _inFrame = false;
        DataCount = _frame[1];
        var crc = 0xFFFF;
        for (var i = 0; i < 2 + DataCount; i++)
        {
            crc = SspFrame.Crc(crc, _frame[i]);
        }
        if (_frame[_count - 2] == (crc & 0xFF) && _frame[_count - 1] == crc >> 8)
        {
            return true;
        }
        BadFrames++;
        return false;
    }
}
