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

    /// <summary>The refusal of an answer in blocks of the application, or in parts that are longer than there is room for.</summary>
    public const int AnswerInParts = 0x101;

    private const int UserData = 0x43;
    private const int TemporaryFailure = 2;
    private const int SecurityResponse = 0x90;
    private const int ErrorResponse = 0xEE;

    private const int Report = 0x88;
    private const int LastSegment = 1;
    private const int ConfirmedSegment = 2;

    private readonly byte[] _parts = new byte[Dlt698Limits.ApduMax];
    private readonly byte[] _confirm = new byte[Dlt698Limits.Preamble + 32];
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
    private byte[] _answer;
    private int _segment;
    private int _partBytes;

    /// <param name="line">The line; the caller configures it (9600 8E1).</param>
    public Dlt698Master(ISerialLine line)
        : base(line, new Dlt698Shape(), Dlt698Limits.ScanBytes, 0xFE)
    {
    }

    /// <summary>The value; of a record the columns that it has and its rows, as the meter sent them.</summary>
    public byte[] Data { get; } = new byte[Dlt698Limits.ApduMax];

    /// <summary>Bytes of <see cref="Data"/> that count.</summary>
    public int DataLength { get; private set; }

    /// <summary>Why the meter refused: a DAR, <see cref="SecurityNeeded"/> or <see cref="AnswerInParts"/>; −1 for none.</summary>
    public int Refusal { get; private set; }

    /// <summary>The last report that the asked meter sent unasked (88 …), as it came.</summary>
    public byte[] ReportData { get; } = new byte[Dlt698Limits.ReportMax];

    /// <summary>Bytes of <see cref="ReportData"/> that count; 0 for none since the last question.</summary>
    public int ReportLength { get; private set; }

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
            TakeSegment(at, count, now);
            return;
        }

        if (count > 0 && bytes[at] == Report)
        {
            // Said unasked, and said again until it is confirmed; the answer is still to come.
            ReportLength = count <= ReportData.Length ? count : 0;
            Array.Copy(bytes, at, ReportData, 0, ReportLength);
            Refuse(FrameReject.OtherFunction, false);
            return;
        }

        _answer = bytes;
        TakeApdu(at, count, now);
    }

    /// <summary>A part of an APDU (6.2.5): number in 12 bits, and whether it is the first, the last or one between. Each but the last is confirmed.</summary>
    private void TakeSegment(int at, int count, long now)
    {
        var bytes = Scanner.Bytes;
        var head = count < 2 ? 0 : bytes[at] | (bytes[at + 1] << 8);
        var number = head & 0x0FFF;
        var kind = head >> 14;
        if (count < 2 || kind == ConfirmedSegment || number != (_segment & 0x0FFF))
        {
            // One that we have is confirmed again, for the confirmation was lost; another shows that one is missing.
            Refuse(FrameReject.OtherSequence, true);
            if (count >= 2 && kind != ConfirmedSegment && _segment > 0 && number == ((_segment - 1) & 0x0FFF))
            {
                Confirm(number, now);
            }

            return;
        }

        if (_partBytes + count - 2 > _parts.Length)
        {
            Refuse(FrameReject.BadLength, true);
            Fail(AnswerInParts);
            return;
        }

        Array.Copy(bytes, at + 2, _parts, _partBytes, count - 2);
        _partBytes += count - 2;
        _segment++;
        if (kind == LastSegment)
        {
            _answer = _parts;
            TakeApdu(0, _partBytes, now);
            return;
        }

        Confirm(number, now);
    }

    private void Confirm(int segment, long now)
    {
        var at = 0;
        while (at < Dlt698Limits.Preamble)
        {
            _confirm[at++] = 0xFE;
        }

        var start = at;
        _confirm[at++] = 0x68;
        _confirm[at++] = (byte)(5 + Dlt698Limits.AddressBytes + 1 + 2 + 2 + 1);
        _confirm[at++] = 0;
        _confirm[at++] = UserData | 0x20;
        _confirm[at++] = Dlt698Limits.AddressBytes - 1;
        Array.Copy(_address, 0, _confirm, at, Dlt698Limits.AddressBytes);
        at += Dlt698Limits.AddressBytes;
        _confirm[at++] = 0x10;
        at = Check(_confirm, start, at);
        _confirm[at++] = (byte)segment;
        _confirm[at++] = (byte)((segment >> 8) | (ConfirmedSegment << 6));
        at = Check(_confirm, start, at);
        _confirm[at++] = 0x16;
        Send(_confirm, at, _expected, Dlt698Limits.ResponseDelayMax, now);
    }

    private void TakeApdu(int at, int count, long now)
    {
        var bytes = _answer;
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

        if (count > 3 && bytes[at] == 0x85 && bytes[at + 1] == 5)
        {
            Fail(AnswerInParts);
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
        _value.Begin(_answer, data + 1, end - data - 1);
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
        Array.Copy(_answer, from, Data, 0, DataLength);
        End(ExchangeOutcome.Answered);
    }

    /// <summary>Steps over RCSD: a count of columns, each 00 OAD or 01 ROAD.</summary>
    private int Columns(int at, int end)
    {
        if (at >= end)
        {
            return -1;
        }

        int columns = _answer[at++];
        for (var i = 0; i < columns; i++)
        {
            if (at + 5 > end)
            {
                return -1;
            }

            if (_answer[at] == 0)
            {
                at += 5;
            }
            else if (at + 6 > end)
            {
                return -1;
            }
            else
            {
                at += 6 + (4 * _answer[at + 5]);
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
        _segment = 0;
        _partBytes = 0;
        ReportLength = 0;
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
        at = Check(_frame, start, at);
        Array.Copy(_apdu, 0, _frame, at, count);
        at = Check(_frame, start, at + count);
        _frame[at++] = 0x16;
        _frameBytes = at;
        Send(_frame, at, _isBroadcast ? 0 : _expected, _isBroadcast ? 0 : Dlt698Limits.ResponseDelayMax, now);
    }

    private static int Check(byte[] frame, int start, int at)
    {
        var crc = HdlcCrc.Of(frame, start + 1, at - start - 1);
        frame[at] = (byte)crc;
        frame[at + 1] = (byte)(crc >> 8);
        return at + 2;
    }
}
