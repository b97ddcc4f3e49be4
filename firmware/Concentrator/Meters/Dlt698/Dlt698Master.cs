using System;
using Wattline.Firmware.Meters.Dlms;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Dlt698;

/// <summary>
/// The master's side of one question to a DL/T 698.45 meter: GET of an attribute, GET of a record (daily freeze,
/// curve), and the broadcast of the time. Security is not spoken: a meter that asks for it is refused by that word.
/// </summary>
public sealed class Dlt698Master : LineExchange
{
    /// <summary>The refusal of a meter that answers in its security layer.</summary>
    public const int SecurityNeeded = 0x100;

    /// <summary>The refusal of an answer in parts, which is not put together.</summary>
    public const int AnswerInParts = 0x101;

    private const int UserData = 0x43;
    private const int TemporaryFailure = 2;
    private const int SecurityResponse = 0x90;
    private const int ErrorResponse = 0xEE;

    private readonly byte[] _frame = new byte[Dlt698Limits.Preamble + Dlt698Limits.RequestMax + 32];
    private readonly byte[] _apdu = new byte[Dlt698Limits.RequestMax];
    private readonly byte[] _address = new byte[Dlt698Limits.AddressBytes];
    private readonly byte[] _descriptor = new byte[4];
    private readonly Dlt698Value _value = new Dlt698Value();
    private int _frameBytes;
    private int _kind;
    private int _invoke;
    private int _busyCount;
    private int _expected;
    private bool _isBroadcast;

    /// <param name="line">The line; the caller configures it (9600 8E1).</param>
    public Dlt698Master(ISerialLine line)
        : base(line, new Dlt698Shape(), Dlt698Limits.ScanBytes, 0xFE)
    {
    }

    /// <summary>The value; of a record the columns that it has and its rows, as the meter sent them.</summary>
    public byte[] Data { get; } = new byte[Dlt698Limits.FrameMax];

    /// <summary>Bytes of <see cref="Data"/> that count.</summary>
    public int DataLength { get; private set; }

    /// <summary>Why the meter refused: a DAR, <see cref="SecurityNeeded"/> or <see cref="AnswerInParts"/>; −1 for none.</summary>
    public int Refusal { get; private set; }

    /// <inheritdoc/>
    protected override int PauseMax => Dlt698Limits.BytePauseMax;

    /// <inheritdoc/>
    protected override int QuietMin => 0;

    /// <summary>Reads an attribute.</summary>
    /// <param name="addresses">Holds the address: 6 bytes, wire order (low first), no wildcard.</param>
    /// <param name="offset">Where it starts.</param>
    /// <param name="descriptor">OAD: object (2), attribute, index.</param>
    /// <param name="expected">Bytes that the value may have: it sets the time that is waited.</param>
    /// <param name="baud">The line's speed, bits a second.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    public void BeginGet(byte[] addresses, int offset, uint descriptor, int expected, int baud, long now)
    {
        Open(addresses, offset, 1, descriptor, expected, baud, now);
        Ask(7, 0, now);
    }

    /// <summary>Reads a record, such as 50040200, the daily freezes.</summary>
    /// <param name="addresses">Holds the address.</param>
    /// <param name="offset">Where it starts.</param>
    /// <param name="descriptor">OAD of the record.</param>
    /// <param name="selection">RSD and RCSD: which rows and which columns, as they go over the line.</param>
    /// <param name="selectionBytes">Bytes of them.</param>
    /// <param name="expected">Bytes that the answer may have.</param>
    /// <param name="baud">The line's speed, bits a second.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    public void BeginGetRecord(byte[] addresses, int offset, uint descriptor, byte[] selection, int selectionBytes, int expected, int baud, long now)
    {
        Open(addresses, offset, 3, descriptor, expected, baud, now);
        var count = selectionBytes < _apdu.Length - 8 ? selectionBytes : _apdu.Length - 8;
        Array.Copy(selection, 0, _apdu, 7, count);
        Ask(7 + count, 0, now);
    }

    /// <summary>Tells all meters the time (40007F00); nobody answers.</summary>
    public void BroadcastTime(int year, int month, int day, int hour, int minute, int second, int baud, long now)
    {
        for (var i = 0; i < Dlt698Limits.AddressBytes; i++)
        {
            _address[i] = 0xAA;
        }

        Open(_address, 0, 1, 0x40007F00, 0, baud, now);
        _isBroadcast = true;
        _apdu[0] = 0x07;
        _apdu[7] = 28;
        _apdu[8] = (byte)(year >> 8);
        _apdu[9] = (byte)year;
        _apdu[10] = (byte)month;
        _apdu[11] = (byte)day;
        _apdu[12] = (byte)hour;
        _apdu[13] = (byte)minute;
        _apdu[14] = (byte)second;
        Ask(15, 0xC0, now);
    }

    /// <inheritdoc/>
    protected override void Expired(bool noisy, long now)
    {
        if (_isBroadcast)
        {
            End(ExchangeOutcome.Answered);
            return;
        }

        base.Expired(noisy, now);
    }

    /// <inheritdoc/>
    protected override void Consider(long now)
    {
        var bytes = Scanner.Bytes;
        var start = Scanner.FrameStart;
        int control = bytes[start + 3];
        if ((control & 0x80) == 0)
        {
            TakeEcho();
            return;
        }

        if (_isBroadcast || (bytes[start + 4] & 0x0F) + 1 != Dlt698Limits.AddressBytes || !IsFrom(bytes, start + 5))
        {
            Refuse(FrameReject.Foreign, false);
            return;
        }

        if ((control & 7) != 3)
        {
            Refuse(FrameReject.OtherFunction, true);
            return;
        }

        var at = Dlt698Shape.ApduStart(bytes, start);
        var count = Scanner.FrameLength - (at - start) - 3;
        if ((control & 0x08) != 0)
        {
            for (var i = 0; i < count; i++)
            {
                bytes[at + i] -= 0x33;
            }
        }

        Charge(Scanner.Preamble + Scanner.FrameLength);
        if ((control & 0x20) != 0)
        {
            Fail(AnswerInParts);
            return;
        }

        TakeApdu(at, count, now);
    }

    private void TakeApdu(int at, int count, long now)
    {
        var bytes = Scanner.Bytes;
        if (count > 0 && bytes[at] == SecurityResponse)
        {
            Fail(SecurityNeeded);
            return;
        }

        if (count >= 3 && bytes[at] == ErrorResponse)
        {
            Fail(bytes[at + 2]);
            return;
        }

        // Service, kind, PIID, OAD, …, FollowReport, TimeTag.
        if (count < 10 || bytes[at] != 0x85 || bytes[at + 1] != _kind)
        {
            Refuse(FrameReject.OtherFunction, true);
            return;
        }

        if ((bytes[at + 2] & 0x3F) != _invoke || !Gcm.Same(bytes, at + 3, _descriptor, 0, 4))
        {
            Refuse(FrameReject.OtherIdentifier, true);
            return;
        }

        var data = at + 7;
        var end = at + count;
        if (_kind == 3)
        {
            // The columns stand before the choice: count, and for each its kind and descriptor.
            data = Columns(data, end);
        }

        if (data < 0 || data + 1 >= end || bytes[data] > 1)
        {
            Refuse(FrameReject.BadContent, true);
        }
        else if (bytes[data] == 0)
        {
            Denied(bytes[data + 1], now);
        }
        else
        {
            Take(at + 7, data, end);
        }
    }

    private void Take(int columns, int data, int end)
    {
        _value.Begin(Scanner.Bytes, data + 1, end - data - 1);
        if (_kind == 1)
        {
            _value.Skip();
        }

        if (_value.Failed)
        {
            Refuse(FrameReject.BadContent, true);
            return;
        }

        var from = _kind == 1 ? data + 1 : columns;
        var to = _kind == 1 ? _value.Position : end;
        DataLength = to - from;
        Array.Copy(Scanner.Bytes, from, Data, 0, DataLength);
        End(ExchangeOutcome.Answered);
    }

    /// <summary>Steps over RCSD: a count of columns, each 00 OAD or 01 ROAD.</summary>
    private int Columns(int at, int end)
    {
        if (at >= end)
        {
            return -1;
        }

        int columns = Scanner.Bytes[at++];
        for (var i = 0; i < columns; i++)
        {
            if (at + 5 > end)
            {
                return -1;
            }

            if (Scanner.Bytes[at] == 0)
            {
                at += 5;
            }
            else if (at + 6 > end)
            {
                return -1;
            }
            else
            {
                at += 6 + (4 * Scanner.Bytes[at + 5]);
            }
        }

        return at < end ? at : -1;
    }

    private void Denied(int result, long now)
    {
        if (result != TemporaryFailure)
        {
            Fail(result);
        }
        else if (_busyCount++ == ExchangeLimits.BusyRetries)
        {
            Refusal = result;
            End(ExchangeOutcome.Busy);
        }
        else
        {
            SendAfter(ExchangeLimits.BusyPause, _frame, _frameBytes, _expected, Dlt698Limits.ResponseDelayMax, now);
        }
    }

    private void Fail(int refusal)
    {
        Refusal = refusal;
        End(ExchangeOutcome.Refused);
    }

    private bool IsFrom(byte[] bytes, int at)
    {
        for (var i = 0; i < Dlt698Limits.AddressBytes; i++)
        {
            if (bytes[at + i] != _address[i])
            {
                return false;
            }
        }

        return true;
    }

    private void Open(byte[] addresses, int offset, int kind, uint descriptor, int expected, int baud, long now)
    {
        Start(baud, Dlt698Limits.BitsPerCharacter, now);
        Array.Copy(addresses, offset, _address, 0, Dlt698Limits.AddressBytes);
        _kind = kind;
        _invoke = (_invoke + 1) & 0x3F;
        _isBroadcast = false;
        _busyCount = 0;
        DataLength = 0;
        Refusal = -1;
        _expected = expected + 40;
        _apdu[0] = 0x05;
        _apdu[1] = (byte)kind;
        _apdu[2] = (byte)_invoke;
        for (var i = 0; i < 4; i++)
        {
            _descriptor[i] = (byte)(descriptor >> (24 - (8 * i)));
            _apdu[3 + i] = _descriptor[i];
        }
    }

    /// <summary>Frames the APDU, with no time tag behind it, and sends it.</summary>
    private void Ask(int count, int addressType, long now)
    {
        _apdu[count++] = 0;
        var at = 0;
        while (at < Dlt698Limits.Preamble)
        {
            _frame[at++] = 0xFE;
        }

        var start = at;
        var length = 5 + Dlt698Limits.AddressBytes + 1 + 2 + count + 1;
        _frame[at++] = 0x68;
        _frame[at++] = (byte)length;
        _frame[at++] = (byte)(length >> 8);
        _frame[at++] = UserData;
        _frame[at++] = (byte)(addressType | (Dlt698Limits.AddressBytes - 1));
        Array.Copy(_address, 0, _frame, at, Dlt698Limits.AddressBytes);
        at += Dlt698Limits.AddressBytes;
        _frame[at++] = 0x10;
        at = Check(start, at);
        Array.Copy(_apdu, 0, _frame, at, count);
        at = Check(start, at + count);
        _frame[at++] = 0x16;
        _frameBytes = at;
        Send(_frame, at, _isBroadcast ? 0 : _expected, _isBroadcast ? 0 : Dlt698Limits.ResponseDelayMax, now);
    }

    private int Check(int start, int at)
    {
        var crc = HdlcCrc.Of(_frame, start + 1, at - start - 1);
        _frame[at] = (byte)crc;
        _frame[at + 1] = (byte)(crc >> 8);
        return at + 2;
    }
}
