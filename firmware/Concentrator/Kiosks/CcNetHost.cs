using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Kiosks;

/// <summary>The host's side of CCNET: one command, one reply, and an acknowledgement of the reply, which the device may wait for.</summary>
public sealed class CcNetHost
{
    private readonly ISerialLine _line;
    private readonly CcNetScanner _scanner = new CcNetScanner();
    private readonly byte[] _wire = new byte[CcNetFrame.FrameBytes + CcNetLimits.CommandBytesMax];
    private readonly byte[] _ack = new byte[CcNetFrame.FrameBytes + 1];
    private readonly byte[] _input = new byte[CcNetLimits.ReadBytes];
    private readonly byte[] _reply = new byte[CcNetLimits.FrameBytesMax];
    private int _wireCount;
    private int _echoed;
    private int _resends;
    private long _heardAt;

    public CcNetHost(ISerialLine line)
    {
        _line = line;
        _line.Configure(CcNetLimits.Baud, CcNetLimits.Parity, CcNetLimits.StopBits);
        CcNetFrame.Write(CcNetLimits.ValidatorAddress, new byte[] { CcNetCode.Ack }, 1, _ack);
    }

    /// <summary>One of the values of <see cref="SspState"/>.</summary>
    public int State { get; private set; }

    /// <summary>Bytes of the reply, at least 1.</summary>
    public int ReplyCount { get; private set; }

    /// <summary>The reply: a state, an acknowledgement, or data.</summary>
    public byte[] Reply => _reply;

    /// <summary>When the reply is late, in milliseconds since this start.</summary>
    public long Deadline { get; private set; } = long.MaxValue;

    /// <summary>Commands that were sent again.</summary>
    public int Resends { get; private set; }

    /// <summary>Frames that were torn or had a wrong CRC.</summary>
    public int BadFrames => _scanner.BadFrames;

    /// <summary>Whole frames of another address, or when nothing was asked.</summary>
    public int ForeignFrames { get; private set; }

    /// <summary>Sends a command, which ends the previous one.</summary>
    public void Send(byte[] command, int count, long now)
    {
        _wireCount = CcNetFrame.Write(CcNetLimits.ValidatorAddress, command, count, _wire);
        _resends = 0;
        Transmit(now);
    }

    /// <summary>Acknowledges the reply.</summary>
    public void Acknowledge() => _line.Write(_ack, 0, _ack.Length);

    /// <summary>Takes what has arrived, and sends again when the reply is late.</summary>
    public void Step(long now)
    {
        int count;
        while ((count = _line.Read(_input, 0, _input.Length)) > 0)
        {
            if (now - _heardAt >= CcNetLimits.GapMs && _scanner.IsInside)
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
            if (_resends == CcNetLimits.ResendsMax)
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

    // On a line that echoes, what was sent comes back, and looks like a frame of the device.
    private void Take(byte value)
    {
        if (_echoed < _wireCount)
        {
            _echoed = value == _wire[_echoed] ? _echoed + 1 : _wireCount + 1;
            if (_echoed == _wireCount)
            {
                _scanner.Take(value);
                _scanner.Clear();
                return;
            }
        }
        if (_scanner.Take(value))
        {
            TakeFrame();
        }
    }

    private void TakeFrame()
    {
        if (State != SspState.Waiting || _scanner.Address != CcNetLimits.ValidatorAddress)
        {
            ForeignFrames++;
            return;
        }
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
        while (_line.Read(_input, 0, _input.Length) > 0)
        {
            // What came late belongs to nothing.
        }
        _scanner.Clear();
        State = SspState.Waiting;
        Deadline = now + CcNetLimits.ReplyTimeoutMs;
        _echoed = 0;
        _line.Write(_wire, 0, _wireCount);
    }
}
