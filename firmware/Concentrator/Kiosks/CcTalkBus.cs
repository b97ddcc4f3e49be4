using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Kiosks;

/// <summary>
/// One ccTalk line with its devices: one command, one reply. The line has a single wire, so what is sent comes back first;
/// a line that does not echo is found out by the first byte.
/// </summary>
public sealed class CcTalkBus
{
    private readonly ISerialLine _line;
    private readonly bool _hasCrc;
    private readonly CcTalkScanner _scanner;
    private readonly byte[] _wire = new byte[CcTalkFrame.WireBytesMax];
    private readonly byte[] _input = new byte[CcTalkLimits.ReadBytes];
    private readonly byte[] _reply = new byte[CcTalkLimits.DataBytesMax];
    private int _wireCount;
    private int _echoed;
    private int _resends;
    private long _heardAt;
    private object _owner;

    /// <param name="line">The line.</param>
    /// <param name="hasCrc">Its devices use the CRC instead of the simple sum.</param>
    public CcTalkBus(ISerialLine line, bool hasCrc)
    {
        _line = line;
        _hasCrc = hasCrc;
        _scanner = new CcTalkScanner(hasCrc);
        _line.Configure(CcTalkLimits.Baud, CcTalkLimits.Parity, CcTalkLimits.StopBits);
    }

    /// <summary>One of the values of <see cref="SspState"/>.</summary>
    public int State { get; private set; }

    /// <summary>The reply's header: 0 done, else refused.</summary>
    public int ReplyHeader { get; private set; }

    /// <summary>Bytes of the reply.</summary>
    public int ReplyCount { get; private set; }

    /// <summary>The reply's data.</summary>
    public byte[] Reply => _reply;

    /// <summary>When the reply is late, in milliseconds since this start.</summary>
    public long Deadline { get; private set; } = long.MaxValue;

    /// <summary>Commands that were sent again.</summary>
    public int Resends { get; private set; }

    /// <summary>Frames that were torn or had a wrong checksum.</summary>
    public int BadFrames => _scanner.BadFrames;

    /// <summary>Whole frames that answer nothing: another's, or a command.</summary>
    public int ForeignFrames { get; private set; }

    /// <summary>Takes the line for a command of one device.</summary>
    /// <returns>False while another has it.</returns>
    public bool TryTake(object owner)
    {
        if (_owner != null && _owner != owner)
        {
            return false;
        }
        _owner = owner;
        return true;
    }

    /// <summary>Gives the line back.</summary>
    public void Release(object owner)
    {
        if (_owner == owner)
        {
            _owner = null;
            State = SspState.Idle;
            Deadline = long.MaxValue;
        }
    }

    /// <summary>Sends a command of the owner.</summary>
    public void Send(int destination, int header, byte[] data, int count, long now)
    {
        _wireCount = CcTalkFrame.Write(destination, CcTalkLimits.HostAddress, header, data, count, _hasCrc, _wire);
        _resends = 0;
        Transmit(now);
    }

    /// <summary>Takes what has arrived, and sends again when the reply is late.</summary>
    public void Step(long now)
    {
        int count;
        while ((count = _line.Read(_input, 0, _input.Length)) > 0)
        {
            if (now - _heardAt >= CcTalkLimits.GapMs && _scanner.IsInside)
            {
                _scanner.Reset();
            }
            _heardAt = now;
            for (var i = 0; i < count; i++)
            {
                Take(_input[i]);
            }
        }
        if (State == SspState.Waiting && now >= Deadline)
        {
            if (_resends == CcTalkLimits.ResendsMax)
            {
                State = SspState.Silent;
                Deadline = long.MaxValue;
                return;
            }
            _resends++;
            Resends++;
            Transmit(now);
        }
    }

    private void Take(byte value)
    {
        if (_echoed < _wireCount)
        {
            if (value == _wire[_echoed])
            {
                _echoed++;
                return;
            }
            // No echo on this line; or it was spoiled, and then the rest is noise until the time is over.
            _echoed = _wireCount;
        }
        if (_scanner.Take(value))
        {
            TakeFrame();
        }
    }

    private void TakeFrame()
    {
        if (State != SspState.Waiting || _scanner.Destination != CcTalkLimits.HostAddress || (!_hasCrc && _scanner.Source != _wire[0])
            || (_scanner.Header != CcTalkHeader.Reply && _scanner.Header != CcTalkHeader.Nak && _scanner.Header != CcTalkHeader.Busy))
        {
            ForeignFrames++;
            return;
        }
        ReplyHeader = _scanner.Header;
        ReplyCount = _scanner.DataCount;
        for (var i = 0; i < ReplyCount; i++)
        {
            _reply[i] = (byte)_scanner.Data(i);
        }
        State = SspState.Answered;
        Deadline = long.MaxValue;
    }

    private void Transmit(long now)
    {
        State = SspState.Waiting;
        Deadline = now + CcTalkLimits.ReplyTimeoutMs;
        while (_line.Read(_input, 0, _input.Length) > 0)
        {
            // What came late belongs to nothing.
        }
        _scanner.Reset();
        _echoed = 0;
        _line.Write(_wire, 0, _wireCount);
    }
}
