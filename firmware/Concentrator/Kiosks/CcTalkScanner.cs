namespace Wattline.Firmware.Kiosks;

/// <summary>Takes frames from the line. Nothing marks a start: a frame begins where the line was quiet, and its length says where it ends.</summary>
public sealed class CcTalkScanner
{
    private readonly byte[] _frame = new byte[CcTalkFrame.WireBytesMax];
    private readonly bool _hasCrc;
    private int _count;

    /// <param name="hasCrc">Frames have a CRC instead of the simple sum.</param>
    public CcTalkScanner(bool hasCrc) => _hasCrc = hasCrc;

    /// <summary>Who the frame is for.</summary>
    public int Destination => _frame[0];

    /// <summary>Bytes of data.</summary>
    public int DataCount => _frame[1];

    /// <summary>Who sent it; nothing where there is a CRC.</summary>
    public int Source => _frame[2];

    /// <summary>Command, or 0 in a reply.</summary>
    public int Header => _frame[3];

    /// <summary>True between a frame's first byte and its last.</summary>
    public bool IsInside => _count > 0;

    /// <summary>Frames that were longer than any of ours, did not end, or had a wrong checksum.</summary>
    public int BadFrames { get; private set; }

    /// <summary>A byte of the data.</summary>
    public int Data(int index) => _frame[4 + index];

    /// <summary>The line was quiet: what comes next begins a frame.</summary>
    public void Reset()
    {
        BadFrames += _count > 0 ? 1 : 0;
        _count = 0;
    }

    /// <summary>Takes one byte.</summary>
    /// <returns>True when it ends a whole frame, which stands until the next call.</returns>
    public bool Take(byte value)
    {
        _frame[_count++] = value;
        if (_count == 2 && value > CcTalkLimits.DataBytesMax)
        {
            Reset();
            return false;
        }
        if (_count < 2 || _count < CcTalkFrame.FrameBytes + _frame[1])
        {
            return false;
        }
        _count = 0;
        if (CcTalkFrame.IsGood(_frame, _hasCrc))
        {
            return true;
        }
        BadFrames++;
        return false;
    }
}
