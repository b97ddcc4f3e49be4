using System;
using Wattline.Firmware.Meters.Exchange;

namespace Wattline.Firmware.Meters.Dlms;

/// <summary>What protects an APDU, and what the meter's APDUs mean.</summary>
public sealed partial class DlmsMaster
{
    private long _counterBefore;

    /// <summary>Puts tag, length, security byte and counter before a text that stands behind room for them.</summary>
    private int Protect(byte[] bytes, int tag, int count)
    {
        var counter = _keys == null ? -1 : _keys.NextCounter(_association.EncryptionKey);
        if (counter is < 0 or > uint.MaxValue)
        {
            return -1;
        }

        count = _security.Protect(
            _association.Control, _association.Title, (uint)counter, _association.EncryptionKey, _association.AuthenticationKey, bytes, 2 + DlmsSecurity.HeadBytes, count);
        if (count < 0)
        {
            return -1;
        }

        bytes[0] = (byte)tag;
        bytes[1] = (byte)(count + DlmsSecurity.HeadBytes);
        bytes[2] = (byte)_association.Control;
        PutCounter(bytes, 3, (uint)counter);
        return count + 2 + DlmsSecurity.HeadBytes;
    }

    private static void PutCounter(byte[] bytes, int at, uint counter)
    {
        for (var i = 0; i < 4; i++)
        {
            bytes[at + i] = (byte)(counter >> (24 - (8 * i)));
        }
    }

    private void SendApdu(byte[] apdu, int count, int control, int tag, long now)
    {
        if (control == 0)
        {
            Array.Copy(apdu, 0, _toSend, 3, count);
            SendInformation(count, now);
            return;
        }

        // Behind LLC: tag, length (3 bytes where one is not enough), security byte, counter, text, tag.
        var total = count + DlmsSecurity.HeadBytes + ((control & DlmsSecurity.Authenticated) != 0 ? Gcm.TagBytes : 0);
        var lengthBytes = total < 0x80 ? 1 : 3;
        var text = 3 + 1 + lengthBytes + DlmsSecurity.HeadBytes;
        var counter = _keys == null ? -1 : _keys.NextCounter(_association.EncryptionKey);
        if (counter is < 0 or > uint.MaxValue || text + count + Gcm.TagBytes > _toSend.Length)
        {
            Fail(ExchangeOutcome.Unauthenticated, -1);
            return;
        }

        Array.Copy(apdu, 0, _toSend, text, count);
        if (_security.Protect(control, _association.Title, (uint)counter, _association.EncryptionKey, _association.AuthenticationKey, _toSend, text, count) < 0)
        {
            Fail(ExchangeOutcome.Unauthenticated, -1);
            return;
        }

        _toSend[3] = (byte)tag;
        _toSend[4] = lengthBytes == 1 ? (byte)total : (byte)0x82;
        if (lengthBytes == 3)
        {
            _toSend[5] = (byte)(total >> 8);
            _toSend[6] = (byte)total;
        }

        _toSend[text - 5] = (byte)control;
        PutCounter(_toSend, text - 4, (uint)counter);
        SendInformation(1 + lengthBytes + total, now);
    }

    private void TakeApdu(long now)
    {
        var at = 0;
        var count = _apduBytes;
        if (_state == Associating)
        {
            TakeAssociation(now);
            return;
        }

        _counterBefore = _association.MeterCounter;
        if (count > 0 && (_apdu[0] is >= 0xC8 and <= 0xD7 || _apdu[0] == 0xDB))
        {
            at = Unprotect(0, ref count);
            if (at < 0)
            {
                Refuse(FrameReject.Unauthenticated, true);
                Fail(ExchangeOutcome.Unauthenticated, -1);
                return;
            }
        }
        else if (count > 0 && _association.Control != 0 && _apdu[0] is not (0xD8 or 0x0E))
        {
            // A plain answer in a protected association is nobody's word.
            Refuse(FrameReject.Unauthenticated, true);
            Fail(ExchangeOutcome.Unauthenticated, -1);
            return;
        }

        if (count >= 1 && _apdu[at] is 0x0F or 0xC2)
        {
            // What the meter says unasked comes between: the answer is still to come.
            Refuse(FrameReject.OtherFunction, false);
            _apduBytes = 0;
            Await(HdlcLimits.InformationMax + HdlcLimits.Overhead, HdlcLimits.ResponseDelayMax, now);
        }
        else if (count >= 3 && _apdu[at] == 0xD8)
        {
            Fail(ExchangeOutcome.Refused, 0x200 | _apdu[at + 2]);
        }
        else if (count >= 1 && _apdu[at] == 0x0E)
        {
            Fail(ExchangeOutcome.Refused, 0x2FF);
        }
        else if (count < 4 || _apdu[at] != (_state == Proving ? 0xC7 : _requestTag + 4) || (_apdu[at + 2] & 0x0F) != _invoke)
        {
            Refuse(FrameReject.OtherIdentifier, true);
            Fail(ExchangeOutcome.Noise, -1);
        }
        else if (_state == Proving)
        {
            TakeProof(at, count);
        }
        else
        {
            TakeResponse(at, count, now);
        }
    }

    /// <summary>Opens a protected APDU in place.</summary>
    /// <returns>Where the plain one starts, or −1.</returns>
    private int Unprotect(int at, ref int count)
    {
        if (_security == null)
        {
            return -1;
        }

        var end = at + count;
        var title = _meterTitle;
        var titleAt = 0;
        _reader.Begin(_apdu, at + 1, count - 1);
        if (_apdu[at] == 0xDB)
        {
            var bytes = _reader.ReadLength();
            if (_reader.Failed || bytes != 8 || _reader.Left < 8 || !_hasMeterTitle || !Gcm.Same(_apdu, _reader.Position, _meterTitle, 0, 8))
            {
                return -1;
            }

            _reader.Begin(_apdu, _reader.Position + 8, end - _reader.Position - 8);
        }

        var length = _reader.ReadLength();
        var head = _reader.Position;
        if (_reader.Failed || !_hasMeterTitle || length < DlmsSecurity.HeadBytes || length != end - head)
        {
            return -1;
        }

        int control = _apdu[head];
        var counter = ReadCounter(_apdu, head + 1);
        // What was agreed is what is taken: no weaker protection, no other suite.
        if ((control & 0x3F) != _association.Control)
        {
            return -1;
        }

        var text = _security.Open(
            control, title, titleAt, counter, _association.EncryptionKey, _association.AuthenticationKey, _apdu, head + DlmsSecurity.HeadBytes, length - DlmsSecurity.HeadBytes);
        if (text < 0 || !CountUp(counter))
        {
            return -1;
        }

        count = text;
        return head + DlmsSecurity.HeadBytes;
    }

    private bool CountUp(uint counter)
    {
        if (counter <= _association.MeterCounter)
        {
            CounterSteppedBack = true;
            return false;
        }

        _association.MeterCounter = counter;
        _keys.KeepCounter(_meterTitle, counter);
        return true;
    }

    /// <summary>The proof was counted before the APDU that carries it.</summary>
    private bool CountUpProof(uint counter)
    {
        var carried = _association.MeterCounter;
        _association.MeterCounter = _counterBefore;
        var isNew = CountUp(counter);
        _association.MeterCounter = carried > _association.MeterCounter ? carried : _association.MeterCounter;
        return isNew;
    }

    private static uint ReadCounter(byte[] bytes, int at) =>
        ((uint)bytes[at] << 24) | ((uint)bytes[at + 1] << 16) | ((uint)bytes[at + 2] << 8) | bytes[at + 3];

    private void TakeResponse(int at, int count, long now)
    {
        int kind = _apdu[at + 1];
        if (_requestTag == 0xC0 && kind == 2)
        {
            TakeBlock(at, count, now);
        }
        else if (_requestTag == 0xC0 && kind == 3 && _request[1] == 3)
        {
            ListCount = _apdu[at + 3];
            Finish(at + 4, count - 4);
        }
        else if (kind != 1)
        {
            Refuse(FrameReject.OtherFunction, true);
            Fail(ExchangeOutcome.Noise, -1);
        }
        else if (_requestTag == 0xC0)
        {
            if (_apdu[at + 3] == 0)
            {
                Finish(at + 4, count - 4);
            }
            else
            {
                Denied(count > 4 ? _apdu[at + 4] : 250, now);
            }
        }
        else if (_apdu[at + 3] != 0)
        {
            Denied(_apdu[at + 3], now);
        }
        else
        {
            // An action may give a value: 01, 00, value.
            var hasValue = _requestTag == 0xC3 && count > 6 && _apdu[at + 4] == 1 && _apdu[at + 5] == 0;
            Finish(at + 6, hasValue ? count - 6 : 0);
        }
    }

    private void TakeBlock(int at, int count, long now)
    {
        if (count < 10)
        {
            Refuse(FrameReject.BadLength, true);
            Fail(ExchangeOutcome.Noise, -1);
            return;
        }

        var number = ReadCounter(_apdu, at + 4);
        if (_apdu[at + 8] != 0)
        {
            Denied(_apdu[at + 9], now);
            return;
        }

        _reader.Begin(_apdu, at + 9, count - 9);
        var bytes = _reader.ReadLength();
        if (_reader.Failed || bytes > _reader.Left || number != _block + 1 || _block + 1 > HdlcLimits.BlocksMax || DataLength + bytes > Data.Length)
        {
            // A block that was left out or came twice would shift everything behind it.
            Refuse(number != _block + 1 ? FrameReject.OtherSequence : FrameReject.BadLength, true);
            Fail(ExchangeOutcome.Noise, -1);
            return;
        }

        Array.Copy(_apdu, _reader.Position, Data, DataLength, bytes);
        DataLength += bytes;
        _block++;
        if (_apdu[at + 3] != 0)
        {
            if (_request[1] == 3 && DataLength > 0)
            {
                // A list in blocks: its count is the first byte.
                ListCount = Data[0];
                DataLength--;
                Array.Copy(Data, 1, Data, 0, DataLength);
            }

            _state = Ready;
            End(ExchangeOutcome.Answered);
            return;
        }

        var next = new byte[] { 0xC0, 2, (byte)(0xC0 | _invoke), 0, 0, (byte)(_block >> 8), (byte)_block };
        SendApdu(next, next.Length, _association.Control, 0xC8, now);
    }

    private void Finish(int at, int count)
    {
        Array.Copy(_apdu, at, Data, 0, count);
        DataLength = count;
        _state = Ready;
        End(ExchangeOutcome.Answered);
    }

    /// <summary>A result that is no success; "temporary failure" and "other reason" are asked again, and have no value until they succeed.</summary>
    private void Denied(int result, long now)
    {
        if (result is not (TemporaryFailure or OtherReason))
        {
            Fail(ExchangeOutcome.Refused, result);
        }
        else if (_busyCount++ == ExchangeLimits.BusyRetries)
        {
            Fail(result == OtherReason ? ExchangeOutcome.Refused : ExchangeOutcome.Busy, result);
        }
        else
        {
            DataLength = 0;
            _block = 0;
            _pause = ExchangeLimits.BusyPause;
            SendApdu(_request, _requestBytes, _association.Control, _requestTag + 8, now);
        }
    }
}
