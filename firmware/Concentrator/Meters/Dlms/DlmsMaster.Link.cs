using System;
using Wattline.Firmware.Meters.Exchange;

namespace Wattline.Firmware.Meters.Dlms;

/// <summary>HDLC: frames out and in, numbers, segments, and what is sent again.</summary>
public sealed partial class DlmsMaster
{
    /// <summary>Refusals from here on are none of the meter's results: the link is down.</summary>
    public const int LinkIsDown = 0x300;

    private readonly HdlcFrame _frame = new HdlcFrame();
    private readonly byte[] _out = new byte[HdlcLimits.InformationMax + HdlcLimits.Overhead];
    private readonly byte[] _apdu = new byte[HdlcLimits.ApduMax];
    private readonly byte[] _toSend = new byte[HdlcLimits.ApduMax + 32];
    private int _baud = 9600;
    private int _bits = HdlcLimits.BitsPerCharacter;
    private int _outBytes;
    private int _outgoing;
    private int _sent;
    private int _apduBytes;
    private int _sendNumber;
    private int _receiveNumber;
    private int _informationMax;
    private int _tries;
    private int _pause;
    private int _headBytes;

    /// <inheritdoc/>
    protected override void Expired(bool noisy, long now)
    {
        // The same frame again: a meter that has heard it answers as before.
        if (_tries++ < HdlcLimits.Retries)
        {
            Transmit(now);
            return;
        }

        if (_state == Closing)
        {
            _state = Closed;
            End(ExchangeOutcome.Answered);
            return;
        }

        Fail(noisy ? ExchangeOutcome.Noise : ExchangeOutcome.Silent, -1);
    }

    /// <inheritdoc/>
    protected override void Consider(long now)
    {
        _frame.Read(Scanner.Bytes, Scanner.FrameStart);
        if (IsEcho())
        {
            TakeEcho();
            return;
        }

        if (!IsClient(_frame.Destination, _frame.DestinationLength) || !IsMeter(_frame.Source, _frame.SourceLength))
        {
            Refuse(FrameReject.Foreign, false);
            return;
        }

        Charge(Scanner.FrameLength + 1);
        if (_frame.Control == HdlcFrame.Ua && _state is Linking or Closing)
        {
            Linked(now);
        }
        else if ((_frame.Control & 0xEF) is (HdlcFrame.Dm & 0xEF) or (HdlcFrame.Frmr & 0xEF))
        {
            // Disconnected mode: the meter fell asleep, or never heard of us.
            if (_state == Closing)
            {
                _state = Closed;
                End(ExchangeOutcome.Answered);
            }
            else
            {
                Fail(ExchangeOutcome.Refused, LinkIsDown);
            }
        }
        else if (_frame.IsInformation && _state is not (Linking or Closing))
        {
            TakeInformation(now);
        }
        else if (_frame.IsReceiveNotReady && _state is not (Linking or Closing))
        {
            // The meter has no room now: the same frame again, after a pause, as often as a busy meter is asked.
            if (_busyCount++ == ExchangeLimits.BusyRetries)
            {
                Fail(ExchangeOutcome.Busy, -1);
                return;
            }

            _pause = ExchangeLimits.BusyPause;
            Transmit(now);
        }
        else if (_frame.IsReject && _state is not (Linking or Closing) && _tries++ < HdlcLimits.Retries)
        {
            Refuse(FrameReject.OtherSequence, true);
            Transmit(now);
        }
        else if (_frame.IsReceiveReady && _sent < _outgoing && _frame.ReceiveNumber == ((_sendNumber + 1) & 7))
        {
            _sendNumber = (_sendNumber + 1) & 7;
            SendSegment(now);
        }
        else
        {
            Refuse(FrameReject.OtherFunction, true);
        }
    }

    private void OpenLink(long now)
    {
        _informationMax = HdlcLimits.InformationDefault;
        _sendNumber = 0;
        _receiveNumber = 0;
        _sent = 0;
        _outgoing = 0;
        var at = Head(HdlcFrame.Snrm);
        _out[at++] = 0x81;
        _out[at++] = 0x80;
        _out[at++] = 0x14;
        at = Parameter(at, 5, HdlcLimits.InformationMax, 2);
        at = Parameter(at, 6, HdlcLimits.InformationMax, 2);
        at = Parameter(at, 7, 1, 4);
        at = Parameter(at, 8, 1, 4);
        Complete(at, false, now);
    }

    private void CloseLink(long now) => Complete(Head(HdlcFrame.Disc), false, now);

    private void Linked(long now)
    {
        if (_state == Closing)
        {
            _state = Closed;
            End(ExchangeOutcome.Answered);
            return;
        }

        Negotiate();
        _state = Associating;
        Associate(now);
    }

    /// <summary>What the meter takes at most; it answers with what it would send as well (6.4.4.4.3).</summary>
    private void Negotiate()
    {
        var bytes = Scanner.Bytes;
        var at = _frame.Information + 3;
        var end = _frame.Information + _frame.InformationLength;
        while (_frame.InformationLength > 3 && at + 2 <= end && at + 2 + bytes[at + 1] <= end)
        {
            var value = 0;
            for (var i = 0; i < bytes[at + 1] && i < 4; i++)
            {
                value = (value << 8) | bytes[at + 2 + i];
            }

            if (bytes[at] == 6 && value is >= 32 and <= HdlcLimits.FrameMax)
            {
                _informationMax = value < HdlcLimits.InformationMax ? value : HdlcLimits.InformationMax;
            }

            at += 2 + bytes[at + 1];
        }
    }

    /// <summary>An information frame: the next of the APDU, one again, or one that shows that another was lost.</summary>
    private void TakeInformation(long now)
    {
        if (_frame.SendNumber != _receiveNumber)
        {
            Refuse(FrameReject.OtherSequence, true);
            if (((_frame.SendNumber + 1) & 7) == _receiveNumber)
            {
                // Once more what we have: the question for the next one is under way, or is repeated when time is over.
                return;
            }

            if (_tries++ < HdlcLimits.Retries)
            {
                AskForSegment(now);
            }
            else
            {
                Fail(ExchangeOutcome.Noise, -1);
            }

            return;
        }

        var information = _frame.Information;
        var count = _frame.InformationLength;
        if (_apduBytes == 0 && count >= 3 && Scanner.Bytes[information] == 0xE6 && Scanner.Bytes[information + 1] is 0xE6 or 0xE7)
        {
            information += 3;
            count -= 3;
        }

        if (_apduBytes + count > _apdu.Length)
        {
            Refuse(FrameReject.BadLength, true);
            Fail(ExchangeOutcome.Noise, -1);
            return;
        }

        Array.Copy(Scanner.Bytes, information, _apdu, _apduBytes, count);
        _apduBytes += count;
        _receiveNumber = (_receiveNumber + 1) & 7;
        _tries = 0;
        if (_frame.IsSegment)
        {
            AskForSegment(now);
            return;
        }

        _sendNumber = (_sendNumber + 1) & 7;
        _sent = 0;
        _outgoing = 0;
        TakeApdu(now);
    }

    private void AskForSegment(long now) => Complete(Head((_receiveNumber << 5) | 0x11), false, now);

    /// <summary>Sends an APDU that stands in <see cref="_toSend"/> behind the LLC head.</summary>
    private void SendInformation(int count, long now)
    {
        _toSend[0] = 0xE6;
        _toSend[1] = 0xE6;
        _toSend[2] = 0x00;
        _outgoing = count + 3;
        _sent = 0;
        _apduBytes = 0;
        _tries = 0;
        SendSegment(now);
    }

    private void SendSegment(long now)
    {
        var count = _outgoing - _sent;
        var isSegment = count > _informationMax;
        count = isSegment ? _informationMax : count;
        var at = Head((_receiveNumber << 5) | 0x10 | (_sendNumber << 1));
        Array.Copy(_toSend, _sent, _out, at, count);
        _sent += count;
        Complete(at + count, isSegment, now);
    }

    /// <summary>Flag, room for the format, addresses, control and room for its check.</summary>
    private int Head(int control)
    {
        var at = 3;
        at = Address(at);
        _out[at++] = (byte)((_association.Client << 1) | 1);
        _out[at++] = (byte)control;
        _headBytes = at;
        return at + 2;
    }

    private int Address(int at)
    {
        if (_association.AddressBytes == 4)
        {
            _out[at++] = (byte)((_association.Logical >> 7) << 1);
            _out[at++] = (byte)(_association.Logical << 1);
            _out[at++] = (byte)((_association.Physical >> 7) << 1);
            _out[at++] = (byte)((_association.Physical << 1) | 1);
        }
        else if (_association.AddressBytes == 2)
        {
            _out[at++] = (byte)(_association.Logical << 1);
            _out[at++] = (byte)((_association.Physical << 1) | 1);
        }
        else
        {
            _out[at++] = (byte)((_association.Logical << 1) | 1);
        }

        return at;
    }

    private int Parameter(int at, int number, int value, int bytes)
    {
        _out[at++] = (byte)number;
        _out[at++] = (byte)bytes;
        for (var i = bytes - 1; i >= 0; i--)
        {
            _out[at++] = (byte)(value >> (8 * i));
        }

        return at;
    }

    /// <summary>Length, checks and flags; then it goes out.</summary>
    private void Complete(int at, bool isSegment, long now)
    {
        // Without information the head's check is the frame's.
        var hasInformation = at > _headBytes + 2;
        var length = (hasInformation ? at : _headBytes) - 1 + 2;
        _out[0] = HdlcShape.Flag;
        _out[1] = (byte)(0xA0 | (isSegment ? 8 : 0) | (length >> 8));
        _out[2] = (byte)length;
        if (hasInformation)
        {
            Check(_headBytes);
        }

        Check(length - 1);
        _out[length + 1] = HdlcShape.Flag;
        _outBytes = length + 2;
        Transmit(now);
    }

    private void Check(int at)
    {
        var check = HdlcCrc.Of(_out, 1, at - 1);
        _out[at] = (byte)check;
        _out[at + 1] = (byte)(check >> 8);
    }

    private void Transmit(long now)
    {
        var pause = _pause;
        _pause = 0;
        SendAfter(pause, _out, _outBytes, HdlcLimits.InformationMax + HdlcLimits.Overhead, HdlcLimits.ResponseDelayMax, now);
    }

    /// <summary>Client and meter may have the same address: our own frame is known by its bytes.</summary>
    private bool IsEcho()
    {
        if (Scanner.FrameLength != _outBytes - 1)
        {
            return false;
        }

        for (var i = 0; i < _outBytes - 1; i++)
        {
            if (Scanner.Bytes[Scanner.FrameStart + i] != _out[i])
            {
                return false;
            }
        }

        return true;
    }

    private bool IsClient(int at, int count) => count == 1 && Scanner.Bytes[at] >> 1 == _association.Client;

    private bool IsMeter(int at, int count)
    {
        if (count != _association.AddressBytes)
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            // The last frame went to the same address, behind its format.
            if (Scanner.Bytes[at + i] != _out[3 + i])
            {
                return false;
            }
        }

        return true;
    }
}
