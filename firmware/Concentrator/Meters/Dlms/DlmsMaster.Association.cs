using System;
using Wattline.Firmware.Meters.Exchange;

namespace Wattline.Firmware.Meters.Dlms;

/// <summary>The association: who we are, what protects us, and both sides' proofs (IEC 62056-5-3, 7.3.7 and 9.3).</summary>
public sealed partial class DlmsMaster
{
    private const int AuthenticationRequired = 14;

    private void Associate(long now)
    {
        var isProtected = _association.Control != 0;
        _requestBytes = 0;
        Put(0x60);
        Put(0);
        Put(0xA1);
        Put(9);
        Context(1, isProtected ? 3 : 1);
        if (isProtected || _association.Mechanism == DlmsAssociation.Gmac)
        {
            Put(0xA6);
            Put(10);
            Put(4);
            Put(8);
            Put(_association.Title, 0, 8);
        }

        if (_association.Mechanism != DlmsAssociation.NoMechanism && !PutSecret())
        {
            Fail(ExchangeOutcome.Unauthenticated, -1);
            return;
        }

        // 01: initiate-request, no dedicated key, defaults, version 6, conformance, the longest PDU that is taken.
        var initiate = new byte[48];
        var text = new byte[] { 0x01, 0, 0, 0, 6, 0x5F, 0x1F, 4, 0, 0x00, 0x12, 0x1D, HdlcLimits.ApduMax / 2 / 256, 0 };
        var at = isProtected ? 2 + DlmsSecurity.HeadBytes : 0;
        Array.Copy(text, 0, initiate, at, text.Length);
        var count = isProtected ? Protect(initiate, 0x21, text.Length) : text.Length;
        if (count < 0)
        {
            Fail(ExchangeOutcome.Unauthenticated, -1);
            return;
        }

        Put(0xBE);
        Put(count + 2);
        Put(4);
        Put(count);
        Put(initiate, 0, count);
        _request[1] = (byte)(_requestBytes - 2);
        Array.Copy(_request, 0, _toSend, 3, _requestBytes);
        SendInformation(_requestBytes, now);
    }

    /// <summary>An object identifier below 2.16.756.5.8: application context 1.n, or mechanism 2.n.</summary>
    private void Context(int branch, int number)
    {
        if (branch == 1)
        {
            Put(6);
        }

        Put(7);
        Put(0x60);
        Put(0x85);
        Put(0x74);
        Put(5);
        Put(8);
        Put(branch);
        Put(number);
    }

    private bool PutSecret()
    {
        Put(0x8A);
        Put(2);
        Put(0x07);
        Put(0x80);
        Put(0x8B);
        Context(2, _association.Mechanism);
        Put(0xAC);
        var at = _requestBytes;
        _requestBytes += 3;
        int length;
        if (_association.Mechanism == DlmsAssociation.Gmac)
        {
            _entropy.Fill(_challenge, 0, _challenge.Length);
            Put(_challenge, 0, _challenge.Length);
            length = _challenge.Length;
        }
        else
        {
            length = _keys == null ? -1 : _keys.Copy(_association.PasswordKey, _request, _requestBytes);
            if (length < 0)
            {
                return false;
            }

            _requestBytes += length;
        }

        _request[at] = (byte)(length + 2);
        _request[at + 1] = 0x80;
        _request[at + 2] = (byte)length;
        return true;
    }

    private void TakeAssociation(long now)
    {
        var result = -1;
        var diagnostic = 0;
        var end = _apduBytes;
        if (end < 2 || _apdu[0] != 0x61 || _apdu[1] != end - 2)
        {
            Refuse(FrameReject.BadContent, true);
            Fail(ExchangeOutcome.Noise, -1);
            return;
        }

        var information = -1;
        for (var at = 2; at + 2 <= end && at + 2 + _apdu[at + 1] <= end; at += 2 + _apdu[at + 1])
        {
            int length = _apdu[at + 1];
            switch (_apdu[at])
            {
                case 0xA2 when length == 3:
                    result = _apdu[at + 4];
                    break;
                case 0xA3 when length == 5:
                    diagnostic = _apdu[at + 6];
                    break;
                case 0xA4 when length == 10:
                    Array.Copy(_apdu, at + 4, _meterTitle, 0, 8);
                    _hasMeterTitle = true;
                    Remember();
                    break;
                case 0xAA when length > 2 && length - 2 <= _meterChallenge.Length:
                    _meterChallengeBytes = length - 2;
                    Array.Copy(_apdu, at + 4, _meterChallenge, 0, _meterChallengeBytes);
                    break;
                case 0xBE when length > 2:
                    information = at + 4;
                    break;
            }
        }

        if (result != 0)
        {
            Fail(ExchangeOutcome.Refused, 0x100 | diagnostic);
            return;
        }

        if (_association.Control != 0)
        {
            var count = information < 0 ? 0 : _apdu[information - 1];
            if (count == 0 || information + count > end || _apdu[information] != 0x28 || Unprotect(information, ref count) < 0)
            {
                Refuse(FrameReject.Unauthenticated, true);
                Fail(ExchangeOutcome.Unauthenticated, -1);
                return;
            }
        }

        TakeInitiate(information, end);
        if (_association.Mechanism == DlmsAssociation.Gmac)
        {
            if (diagnostic != AuthenticationRequired || !_hasMeterTitle || _meterChallengeBytes == 0 || _security == null)
            {
                Fail(ExchangeOutcome.Unauthenticated, -1);
                return;
            }

            Prove(now);
            return;
        }

        _state = Ready;
        End(ExchangeOutcome.Answered);
    }

    /// <summary>What the store knows of the meter's counter, where the caller knows less.</summary>
    private void Remember()
    {
        var heard = _keys == null ? -1 : _keys.HeardCounter(_meterTitle);
        _association.MeterCounter = heard > _association.MeterCounter ? heard : _association.MeterCounter;
    }

    /// <summary>Initiate-response: 08, quality of service or not, version, 5F 1F 04 00 and three bytes of what both can do.</summary>
    private void TakeInitiate(int at, int end)
    {
        var text = _association.Control != 0 && at >= 0 ? at + 2 + DlmsSecurity.HeadBytes : at;
        if (text < 0 || text + 2 >= end || _apdu[text] != 0x08)
        {
            return;
        }

        text += _apdu[text + 1] == 0 ? 3 : 4;
        if (text + 7 <= end && _apdu[text] == 0x5F && _apdu[text + 1] == 0x1F && _apdu[text + 2] == 4)
        {
            Conformance = (_apdu[text + 4] << 16) | (_apdu[text + 5] << 8) | _apdu[text + 6];
        }
    }

    /// <summary>Our proof over the meter's challenge: ACTION 1 of the association (class 15).</summary>
    private void Prove(long now)
    {
        var counter = _keys.NextCounter(_association.EncryptionKey);
        var proof = new byte[19];
        proof[0] = AxdrType.OctetString;
        proof[1] = 17;
        proof[2] = DlmsSecurity.Authenticated;
        PutCounter(proof, 3, (uint)counter);
        if (counter is < 0 or > uint.MaxValue || !_security.Tag(
            _association.Title, 0, (uint)counter, _association.EncryptionKey, _association.AuthenticationKey, _meterChallenge, 0, _meterChallengeBytes, proof, 7))
        {
            Fail(ExchangeOutcome.Unauthenticated, -1);
            return;
        }

        _state = Proving;
        _invoke = (_invoke + 1) & 0x0F;
        _requestBytes = 0;
        Put(0xC3);
        Put(1);
        Put(0xC0 | _invoke);
        Put(0);
        Put(15);
        Put(0);
        Put(0);
        Put(40);
        Put(0);
        Put(0);
        Put(255);
        Put(1);
        Put(1);
        Put(proof, 0, proof.Length);
        SendApdu(_request, _requestBytes, _association.Control, 0xCB, now);
    }

    /// <summary>The meter's proof over our challenge: C7 01 invoke, success, data, octet string of 17.</summary>
    private void TakeProof(int at, int count)
    {
        if (_apdu[at + 3] != 0)
        {
            Fail(ExchangeOutcome.Unauthenticated, _apdu[at + 3]);
            return;
        }

        var proof = at + 6;
        var tag = new byte[Gcm.TagBytes];
        if (count != 25 || _apdu[at + 4] != 1 || _apdu[at + 5] != 0 || _apdu[proof] != AxdrType.OctetString || _apdu[proof + 1] != 17
            || _apdu[proof + 2] != DlmsSecurity.Authenticated
            || !_security.Tag(
                _meterTitle, 0, ReadCounter(_apdu, proof + 3), _association.EncryptionKey, _association.AuthenticationKey, _challenge, 0, _challenge.Length, tag, 0)
            || !Gcm.Same(tag, 0, _apdu, proof + 7, Gcm.TagBytes) || !CountUpProof(ReadCounter(_apdu, proof + 3)))
        {
            Refuse(FrameReject.Unauthenticated, true);
            Fail(ExchangeOutcome.Unauthenticated, -1);
            return;
        }

        _state = Ready;
        End(ExchangeOutcome.Answered);
    }
}
