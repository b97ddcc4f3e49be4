using System;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Modbus;

/// <summary>
/// The master's side of one read of registers (functions 3 and 4), on a serial line or, with the framing of Modbus TCP,
/// through a serial device server.
/// </summary>
public sealed class ModbusMaster : LineExchange
{
    private readonly ModbusShape _shape;
    private readonly bool _overTcp;
    private readonly byte[] _question = new byte[ModbusLimits.TcpHead + 5];
    private int _questionBytes;
    private int _address;
    private int _function;
    private int _registers;
    private int _transaction;
    private int _busyCount;
    private int _baud;
    private int _bits;

    // By unit: until when an answer may come that was not waited for, and to what: an answer says function and length alone.
    private readonly long[] _owedUntil = new long[byte.MaxValue + 1];
    private readonly int[] _owed = new int[byte.MaxValue + 1];

    /// <param name="line">The line; the caller configures it.</param>
    /// <param name="overTcp">True for the framing of Modbus TCP.</param>
    public ModbusMaster(ISerialLine line, bool overTcp)
        : this(line, overTcp, new ModbusShape())
    {
    }

    private ModbusMaster(ISerialLine line, bool overTcp, ModbusShape shape)
        : base(line, shape, 2 * ModbusLimits.FrameMax, -1)
    {
        _shape = shape;
        _overTcp = overTcp;
    }

    /// <summary>The registers of the answer as on the wire: each high byte first.</summary>
    public byte[] Payload { get; } = new byte[2 * ModbusLimits.RegistersMax];

    /// <summary>Bytes of <see cref="Payload"/> that count.</summary>
    public int PayloadLength { get; private set; }

    /// <summary>The exception code of a refusal, 1 to 11; else 0.</summary>
    public int ExceptionCode { get; private set; }

    /// <inheritdoc/>
    protected override int PauseMax => ModbusLimits.BytePauseMax;

    /// <inheritdoc/>
    protected override int QuietMin => _overTcp ? 0
        : _baud > ModbusLimits.FixedPauseBaud ? (ModbusLimits.FixedPauseMicroseconds + 999) / 1000
        : WireBits(((ModbusLimits.PauseHalfCharacters * _bits) + 1) / 2);

    /// <summary>Sends the question when the line was quiet for 3.5 characters.</summary>
    /// <param name="address">1 to 247; 0 is the broadcast, which nobody answers.</param>
    /// <param name="function">3 holding registers, 4 input registers.</param>
    /// <param name="start">First register as on the wire, from 0.</param>
    /// <param name="registers">1 to 125.</param>
    /// <param name="baud">The line's speed, bits a second.</param>
    /// <param name="bitsPerCharacter">10 (8N1) or 11 (8E1, 8N2).</param>
    /// <param name="now">Uptime, milliseconds.</param>
    public void Begin(int address, int function, int start, int registers, int baud, int bitsPerCharacter, long now)
    {
        _baud = baud;
        _bits = bitsPerCharacter;
        Start(baud, bitsPerCharacter, now);
        _address = address;
        _function = function;
        _registers = registers;
        _busyCount = 0;
        PayloadLength = 0;
        ExceptionCode = 0;
        Ask(start, now);
    }

    /// <inheritdoc/>
    protected override void Consider(long now)
    {
        var at = Scanner.FrameStart;
        if (!_overTcp && _shape.IsEcho(Scanner.Bytes, at, Scanner.FrameLength))
        {
            TakeEcho();
            return;
        }

        if (_overTcp)
        {
            if (((Scanner.Bytes[at] << 8) | Scanner.Bytes[at + 1]) != _transaction)
            {
                Refuse(FrameReject.Late, false);
                return;
            }

            at += 6;
        }

        if (Scanner.Bytes[at] != _address)
        {
            Refuse(FrameReject.Foreign, false);
            return;
        }

        Answer(at, Scanner.FrameLength - (_overTcp ? 6 : 2), now);
    }

    /// <inheritdoc/>
    protected override void Expired(bool noisy, long now)
    {
        _owed[_address] = Shape;
        _owedUntil[_address] = SentUntil + ModbusLimits.LateMax;
        base.Expired(noisy, now);
    }

    /// <summary>Another master asked a unit on this line: what it did not wait for is waited for here.</summary>
    public void TakeOwed(ModbusMaster other, int unit)
    {
        if (other._owedUntil[unit] > _owedUntil[unit])
        {
            _owed[unit] = other._owed[unit];
            _owedUntil[unit] = other._owedUntil[unit];
        }
    }

    private int Shape => (_function << 8) | _registers;

    /// <param name="at">Where address and function stand.</param>
    /// <param name="count">Bytes from there, without CRC.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    private void Answer(int at, int count, long now)
    {
        int function = Scanner.Bytes[at + 1];
        if ((function & 0x7F) != _function || (function == _function && count != 3 + (2 * _registers)))
        {
            Refuse((function & 0x7F) != _function ? FrameReject.OtherFunction : FrameReject.BadLength, true);
            return;
        }

        Charge(Scanner.FrameLength);
        if (function == _function)
        {
            PayloadLength = 2 * _registers;
            Array.Copy(Scanner.Bytes, at + 3, Payload, 0, PayloadLength);
            End(ExchangeOutcome.Answered);
            return;
        }

        // :: 5 "acknowledge" and 6 "busy" mean: later (protocol 7). There is no value until then.
        ExceptionCode = Scanner.Bytes[at + 2];
        if (ExceptionCode is not (5 or 6))
        {
            End(ExchangeOutcome.Refused);
        }
        else if (_busyCount++ == ExchangeLimits.BusyRetries)
        {
            End(ExchangeOutcome.Busy);
        }
        else
        {
            ExceptionCode = 0;
            SendAfter(ExchangeLimits.BusyPause, _question, _questionBytes, AnswerBytes, ModbusLimits.ResponseDelayMax, now);
        }
    }

    private int AnswerBytes => (2 * _registers) + ModbusLimits.AnswerOverhead;

    private void Ask(int start, long now)
    {
        var at = 0;
        if (_overTcp)
        {
            _transaction = (_transaction + 1) & 0xFFFF;
            at = Put(Put(Put(0, _transaction), 0), 6);
        }

        _question[at++] = (byte)_address;
        _question[at++] = (byte)_function;
        at = Put(Put(at, start), _registers);
        if (!_overTcp)
        {
            var crc = ModbusCrc.Of(_question, 0, at);
            _question[at++] = (byte)crc;
            _question[at++] = (byte)(crc >> 8);
        }

        _questionBytes = at;
        _shape.Expect(_question, at, _overTcp, _function, _registers);
        var isOwed = !_overTcp && now < _owedUntil[_address] && _owed[_address] == Shape;
        SendAfter(isOwed ? (int)(_owedUntil[_address] - now) : 0, _question, at, AnswerBytes, ModbusLimits.ResponseDelayMax, now);
    }

    private int Put(int at, int word)
    {
        _question[at] = (byte)(word >> 8);
        _question[at + 1] = (byte)word;
        return at + 2;
    }
}
