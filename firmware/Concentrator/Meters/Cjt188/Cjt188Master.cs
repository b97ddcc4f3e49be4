using System;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Cjt188;

/// <summary>
/// The master's side of one question to a water, gas or heat meter: read (01), read address (03), and the valve (04).
/// Identifiers are sent in the order that the type of meter wants, and taken in both.
/// </summary>
public sealed class Cjt188Master : LineExchange
{
    /// <summary>Current data.</summary>
    public const int CurrentData = 0x901F;

    /// <summary>The valve.</summary>
    public const int ValveControl = 0xA017;

    private const int Read = 0x01;
    private const int ReadAddress = 0x03;
    private const int Write = 0x04;
    private const int AddressData = 0x810A;
    private const byte Open = 0x55;
    private const byte Close = 0x99;
    private const byte Wildcard = 0xAA;

    private readonly byte[] _question = new byte[Cjt188Limits.LongPreambleMax + Cjt188Limits.Overhead + Cjt188Limits.HeadBytes + 1];
    private readonly byte[] _address = new byte[7];
    private int _control;
    private int _identifier;
    private int _serial;
    private bool _anyMeter;

    /// <param name="line">The line; the caller configures it (2400 8E1).</param>
    public Cjt188Master(ISerialLine line)
        : base(line, new Cjt188Shape(), Cjt188Limits.ScanBytes, 0xFE)
    {
    }

    /// <summary>The data of the answer behind identifier and serial number.</summary>
    public byte[] Payload { get; } = new byte[Cjt188Limits.DataMax];

    /// <summary>Bytes of <see cref="Payload"/> that count.</summary>
    public int PayloadLength { get; private set; }

    /// <summary>T of the meter that answered.</summary>
    public int AnswerType { get; private set; }

    /// <summary>The address of the meter that answered, as on the wire.</summary>
    public byte[] AnswerAddress { get; } = new byte[7];

    /// <summary>ST of a refusal or of a valve's answer: the first byte is the low one.</summary>
    public int Status { get; private set; }

    /// <summary>FE bytes before a question.</summary>
    public int Preamble { get; set; } = Cjt188Limits.Preamble;

    /// <inheritdoc/>
    protected override int PauseMax => Cjt188Limits.BytePauseMax;

    /// <inheritdoc/>
    protected override int QuietMin => 0;

    /// <summary>Asks for data.</summary>
    /// <param name="type">T: 10H cold water … 20H heat, 30H gas.</param>
    /// <param name="addresses">Holds the address: 7 bytes, wire order (low first).</param>
    /// <param name="offset">Where it starts.</param>
    /// <param name="identifier">Such as 901FH.</param>
    /// <param name="lowFirst">True to send the low byte of the identifier first, as the standard says.</param>
    /// <param name="expected">Data bytes that the answer should have, identifier and serial number included.</param>
    /// <param name="baud">The line's speed, bits a second.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    public void Begin(int type, byte[] addresses, int offset, int identifier, bool lowFirst, int expected, int baud, long now) =>
        Ask(type, addresses, offset, Read, identifier, lowFirst, -1, expected, baud, now);

    /// <summary>Asks the only meter on the line who it is: any type, any address.</summary>
    public void BeginAddress(bool lowFirst, int baud, long now)
    {
        for (var i = 0; i < 7; i++)
        {
            _address[i] = Wildcard;
        }

        Ask(Wildcard, _address, 0, ReadAddress, AddressData, lowFirst, -1, Cjt188Limits.HeadBytes, baud, now);
    }

    /// <summary>Opens or closes the valve of one meter.</summary>
    /// <returns>False, and nothing is sent, for an address with a wildcard in it: control never goes to several.</returns>
    public bool BeginValve(int type, byte[] addresses, int offset, bool open, bool lowFirst, int baud, long now)
    {
        if (type == Wildcard)
        {
            return false;
        }

        for (var i = 0; i < 7; i++)
        {
            if ((addresses[offset + i] >> 4) > 9 || (addresses[offset + i] & 0x0F) > 9)
            {
                return false;
            }
        }

        Ask(type, addresses, offset, Write, ValveControl, lowFirst, open ? Open : Close, Cjt188Limits.HeadBytes + 2, baud, now);
        return true;
    }

    /// <inheritdoc/>
    protected override void Consider(long now)
    {
        var at = Scanner.FrameStart;
        var bytes = Scanner.Bytes;
        int control = bytes[at + 9];
        int length = bytes[at + 10];
        if ((control & 0x80) == 0)
        {
            TakeEcho();
            return;
        }

        if (!_anyMeter && !IsFrom(bytes, at + 2))
        {
            Refuse(FrameReject.Foreign, false);
            return;
        }

        if ((control & 0x3F) != _control)
        {
            Refuse(FrameReject.OtherFunction, true);
            return;
        }

        var isRefusal = (control & 0x40) != 0;
        var reject = isRefusal ? FrameReject.None : Mismatch(bytes, at + 11, length);
        if (reject != FrameReject.None)
        {
            Refuse(reject, true);
            return;
        }

        Charge(Scanner.Preamble + Scanner.FrameLength);
        AnswerType = bytes[at + 1];
        Array.Copy(bytes, at + 2, AnswerAddress, 0, 7);
        if (isRefusal)
        {
            // SER, ST (clause 7.3).
            Status = length >= 3 ? bytes[at + 12] | (bytes[at + 13] << 8) : length > 0 ? bytes[at + 11] : 0;
            End(ExchangeOutcome.Refused);
            return;
        }

        PayloadLength = length - Cjt188Limits.HeadBytes;
        Array.Copy(bytes, at + 11 + Cjt188Limits.HeadBytes, Payload, 0, PayloadLength);
        if (_control == Write && PayloadLength >= 2)
        {
            Status = Payload[0] | (Payload[1] << 8);
        }

        End(ExchangeOutcome.Answered);
    }

    private int Mismatch(byte[] bytes, int at, int length)
    {
        if (length < Cjt188Limits.HeadBytes)
        {
            return FrameReject.BadLength;
        }

        // Some meters turn the identifier round in the answer.
        int low = bytes[at], high = bytes[at + 1];
        if (((high << 8) | low) != _identifier && ((low << 8) | high) != _identifier)
        {
            return FrameReject.OtherIdentifier;
        }

        return bytes[at + 2] != _serial ? FrameReject.OtherSequence : FrameReject.None;
    }

    private bool IsFrom(byte[] bytes, int at)
    {
        for (var i = 0; i < 7; i++)
        {
            if (bytes[at + i] != _address[i] && _address[i] != Wildcard)
            {
                return false;
            }
        }

        return true;
    }

    private void Ask(
        int type, byte[] addresses, int offset, int control, int identifier, bool lowFirst, int data, int expected, int baud, long now)
    {
        Start(baud, Cjt188Limits.BitsPerCharacter, now);
        Array.Copy(addresses, offset, _address, 0, 7);
        _anyMeter = type == Wildcard;
        _control = control;
        _identifier = identifier;
        _serial = (_serial + 1) & 0xFF;
        PayloadLength = 0;
        Status = 0;
        var at = 0;
        while (at < Preamble && at < Cjt188Limits.LongPreambleMax)
        {
            _question[at++] = 0xFE;
        }

        var start = at;
        _question[at++] = 0x68;
        _question[at++] = (byte)type;
        Array.Copy(_address, 0, _question, at, 7);
        at += 7;
        _question[at++] = (byte)control;
        _question[at++] = (byte)(Cjt188Limits.HeadBytes + (data < 0 ? 0 : 1));
        _question[at++] = (byte)(lowFirst ? identifier : identifier >> 8);
        _question[at++] = (byte)(lowFirst ? identifier >> 8 : identifier);
        _question[at++] = (byte)_serial;
        if (data >= 0)
        {
            _question[at++] = (byte)data;
        }

        _question[at] = (byte)Cjt188Shape.Sum(_question, start, at - start);
        _question[at + 1] = 0x16;
        Send(_question, at + 2, Cjt188Limits.Preamble + Cjt188Limits.Overhead + expected, Cjt188Limits.ResponseDelayMax, now);
    }
}
