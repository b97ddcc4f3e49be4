using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Kiosks;

/// <summary>
/// The host's side of SSP: one command, one reply. A command without a reply is sent again with the same sequence bit,
/// and then the slave repeats its last reply instead of acting twice.
/// </summary>
public sealed class SspHost
{
    private readonly ISerialLine _line;
    private readonly SspScanner _scanner = new SspScanner();
    private readonly SspEncryption _encryption;
    private readonly byte[] _wrapped = new byte[SspLimits.WrappedBytesMax];
    private readonly byte[] _wire = new byte[1 + (2 * (2 + SspLimits.WrappedBytesMax + 2))];
    private readonly byte[] _input = new byte[SspLimits.ReadBytes];
    private readonly byte[] _reply = new byte[SspLimits.DataBytesMax];
    private int _wireCount;
    private int _head;
    private int _sequence;
    private bool _isWrapped;
    private int _resends;
    private long _deadline = long.MaxValue;

    /// <param name="line">The validator's line.</param>
    /// <param name="encryption">For a validator that demands it (eSSP), else null.</param>
    public SspHost(ISerialLine line, SspEncryption encryption)
    {
        _line = line;
        _encryption = encryption;
        _line.Configure(SspLimits.Baud, SspLimits.Parity, SspLimits.StopBits);
    }

    /// <summary>One of the values of <see cref="SspState"/>.</summary>
    public int State { get; private set; }

    /// <summary>Bytes of the reply, at least 1.</summary>
    public int ReplyCount { get; private set; }

    /// <summary>The reply: its first byte is the code (<see cref="SspReply"/>).</summary>
    public byte[] Reply => _reply;

    /// <summary>True when the slave did what it was told.</summary>
    public bool IsOk => State == SspState.Answered && _reply[0] == SspReply.Ok;

    /// <summary>When the reply is late, in milliseconds since this start of the device.</summary>
    public long Deadline => _deadline;

    /// <summary>Commands that were sent again.</summary>
    public int Resends { get; private set; }

    /// <summary>Frames that were torn or had a wrong CRC.</summary>
    public int BadFrames => _scanner.BadFrames;

    /// <summary>Whole frames that answer nothing: another address or sequence bit, or no reply at all (echo).</summary>
    public int ForeignFrames { get; private set; }

    /// <summary>Sends a command, which ends the previous one.</summary>
    public void Send(byte[] command, int count, long now)
    {
        if (command[0] == SspCommand.Sync)
        {
            if (_encryption != null)
            {
                _encryption.End();
            }
            // Whatever the slave makes of SYNC with bit 1, act or repeat, it expects bit 0 next.
            _sequence = SspFrame.SequenceBit;
        }
        _head = _sequence | SspLimits.ValidatorAddress;
        _isWrapped = _encryption != null && _encryption.IsOn;
        if (_isWrapped)
        {
            count = _encryption.Wrap(command, count, _wrapped);
            command = _wrapped;
        }
        _wireCount = SspFrame.Write(_head, command, count, _wire);
        _resends = 0;
        Transmit(now);
    }

    /// <summary>Takes what has arrived, and sends again when the reply is late.</summary>
    public void Step(long now)
    {
        int count;
        while ((count = _line.Read(_input, 0, _input.Length)) > 0)
        {
            for (var i = 0; i < count; i++)
            {
                if (_scanner.Take(_input[i]))
                {
                    TakeFrame();
                }
            }
        }
        if (State == SspState.Waiting && now >= _deadline)
        {
            if (_resends == SspLimits.ResendsMax)
            {
                State = SspState.Silent;
                _deadline = long.MaxValue;
                return;
            }
            _resends++;
            Resends++;
            Transmit(now);
        }
    }

    private void TakeFrame()
    {
        if (State != SspState.Waiting || _scanner.Head != _head || _scanner.DataCount == 0
            || (_scanner.Data(0) < SspReply.First && !(_isWrapped && _scanner.Data(0) == SspEncryption.Mark)))
        {
            ForeignFrames++;
            return;
        }
        var count = _scanner.DataCount;
        for (var i = 0; i < count; i++)
        {
            _reply[i] = (byte)_scanner.Data(i);
        }
        if (_isWrapped)
        {
            // What was asked in cipher is done in cipher only; a refusal (no key any more) comes in the clear.
            count = _reply[0] == SspEncryption.Mark ? _encryption.Unwrap(_reply, count) : _reply[0] == SspReply.Ok ? -1 : count;
            if (count < 0)
            {
                ForeignFrames++;
                return;
            }
        }
        ReplyCount = count;
        _sequence ^= SspFrame.SequenceBit;
        State = SspState.Answered;
        _deadline = long.MaxValue;
    }

    private void Transmit(long now)
    {
        State = SspState.Waiting;
        _deadline = now + SspLimits.ReplyTimeoutMs;
        _scanner.Reset();
        _line.Write(_wire, 0, _wireCount);
    }
}
