using System;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Iec62056;

/// <summary>
/// The readout of a meter of IEC 62056-21, modes A, B and C (clause 6): sign-on at 300 baud, the identification names
/// mode and speed, then the data. Even parity is made and left out here: the line itself is 8N1. Mode D is
/// <see cref="P1Listener"/>'s kind: nobody asks.
/// </summary>
public sealed class IecMaster : LineExchange
{
    private const int Signing = 0;
    private const int Acknowledging = 1;
    private const int Waiting = 2;
    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';

    private static readonly int[] _bauds = { 300, 600, 1200, 2400, 4800, 9600, 19200 };

    private const int Listening = 3;
    private readonly ISerialLine _line;
    private readonly IecShape _shape;
    private readonly byte[] _question = new byte[IecLimits.AddressMax + 8];
    private int _step;
    private int _baud;
    private int _baudMax;

    /// <param name="line">The line; the master sets its speed.</param>
    public IecMaster(ISerialLine line)
        : this(line, new IecShape())
    {
    }

    private IecMaster(ISerialLine line, IecShape shape)
        : base(line, shape, IecLimits.ScanBytes, -1)
    {
        _line = line;
        _shape = shape;
    }

    /// <summary>The data between STX and ETX, bit 7 left out.</summary>
    public byte[] Data { get; } = new byte[IecLimits.MessageMax];

    /// <summary>Bytes of <see cref="Data"/> that count.</summary>
    public int DataLength { get; private set; }

    /// <summary>The identification line, without its end.</summary>
    public byte[] Identification { get; } = new byte[IecLimits.IdentificationMax];

    /// <summary>Bytes of it.</summary>
    public int IdentificationLength { get; private set; }

    /// <summary>The speed at which the data came.</summary>
    public int Baud => _baud;

    /// <inheritdoc/>
    protected override int PauseMax => IecLimits.BytePauseMax;

    /// <inheritdoc/>
    protected override int QuietMin => 0;

    /// <summary>Reads a meter out.</summary>
    /// <param name="address">Its address, or null for the only one on the line.</param>
    /// <param name="addressLength">Characters of it.</param>
    /// <param name="baudMax">The highest speed that the line carries.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    public void Begin(byte[] address, int addressLength, int baudMax, long now)
    {
        _baudMax = baudMax;
        _shape.TakesTelegrams = false;
        DataLength = 0;
        IdentificationLength = 0;
        _step = Signing;
        Speed(IecLimits.BaudFirst, now);
        var at = 0;
        _question[at++] = (byte)'/';
        _question[at++] = (byte)'?';
        for (var i = 0; address != null && i < addressLength && i < IecLimits.AddressMax; i++)
        {
            _question[at++] = address[i];
        }

        _question[at++] = (byte)'!';
        _question[at++] = Cr;
        _question[at++] = Lf;
        Say(at, IecLimits.IdentificationMax, now);
    }

    /// <summary>Waits for the next telegram of a meter that speaks by itself (P1, mode D); the line is set as it is.</summary>
    /// <param name="baud">The line's speed, bits a second.</param>
    /// <param name="bitsPerCharacter">10, or 11 with a check bit.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    public void BeginListening(int baud, int bitsPerCharacter, long now)
    {
        DataLength = 0;
        IdentificationLength = 0;
        _baud = baud;
        _step = Listening;
        _shape.TakesTelegrams = true;
        Start(baud, bitsPerCharacter, now);
        // What came before the question is old.
        Scanner.Reset();
        Await(IecLimits.TelegramUsual, IecLimits.TelegramWait, now);
    }

    /// <inheritdoc/>
    protected override void Expired(bool noisy, long now)
    {
        if (_step == Acknowledging)
        {
            // The acknowledgement is out: both change speed.
            _step = Waiting;
            Speed(_baud, now);
            Await(IecLimits.MessageMax, IecLimits.ResponseDelayMax, now);
            return;
        }

        base.Expired(noisy, now);
    }

    /// <inheritdoc/>
    protected override void Consider(long now)
    {
        var at = Scanner.FrameStart;
        var count = Scanner.FrameLength;
        var first = Scanner.Bytes[at] & 0x7F;
        if (_step == Signing && first == IecShape.Slash)
        {
            if ((Scanner.Bytes[at + 1] & 0x7F) == '?')
            {
                TakeEcho();
                return;
            }

            Identify(at, count, now);
        }
        else if (_step == Listening && first == IecShape.Slash)
        {
            TakeTelegram(at, count);
        }
        else if (_step == Waiting && first == IecShape.Stx)
        {
            Charge(count);
            DataLength = count - 3;
            for (var i = 0; i < DataLength; i++)
            {
                Data[i] = (byte)(Scanner.Bytes[at + 1 + i] & 0x7F);
            }

            End(ExchangeOutcome.Answered);
        }
        else if (first == IecShape.Nak)
        {
            End(ExchangeOutcome.Refused);
        }
        else
        {
            Refuse(FrameReject.OtherFunction, true);
        }
    }

    /// <summary>The identification's line, then the data's, up to the mark.</summary>
    private void TakeTelegram(int at, int count)
    {
        Charge(count);
        var line = 0;
        while (line < count && (Scanner.Bytes[at + line] & 0x7F) is not (Cr or Lf))
        {
            line++;
        }

        IdentificationLength = line < Identification.Length ? line : Identification.Length;
        DataLength = count - line < Data.Length ? count - line : Data.Length;
        for (var i = 0; i < count; i++)
        {
            var value = (byte)(Scanner.Bytes[at + i] & 0x7F);
            if (i < IdentificationLength)
            {
                Identification[i] = value;
            }
            else if (i >= line && i - line < DataLength)
            {
                Data[i - line] = value;
            }
        }

        End(ExchangeOutcome.Answered);
    }

    /// <summary>/ XXX Z: Z is a digit in mode C, a letter in mode B, anything else in mode A (6.3.2).</summary>
    private void Identify(int at, int count, long now)
    {
        if (count < 7)
        {
            Refuse(FrameReject.BadLength, true);
            return;
        }

        Charge(count);
        IdentificationLength = count - 2;
        for (var i = 0; i < IdentificationLength; i++)
        {
            Identification[i] = (byte)(Scanner.Bytes[at + i] & 0x7F);
        }

        int speed = Identification[4];
        if (speed is >= '0' and <= '6')
        {
            var index = speed - '0';
            while (index > 0 && _bauds[index] > _baudMax)
            {
                index--;
            }

            _baud = _bauds[index];
            _step = Acknowledging;
            _question[0] = 0x06;
            _question[1] = (byte)'0';
            _question[2] = (byte)('0' + index);
            _question[3] = (byte)'0';
            _question[4] = Cr;
            _question[5] = Lf;
            Parity(6);
            SendOnly(IecLimits.ReactionMin, _question, 6, now);
            return;
        }

        _step = Waiting;
        if (speed is >= 'A' and <= 'F')
        {
            Speed(_bauds[speed - 'A' + 1], now);
        }

        Await(IecLimits.MessageMax, IecLimits.ResponseDelayMax, now);
    }

    private void Speed(int baud, long now)
    {
        _baud = baud;
        _line.Configure(baud, 0, 1);
        Start(baud, IecLimits.BitsPerCharacter, now);
    }

    private void Say(int count, int answer, long now)
    {
        Parity(count);
        Send(_question, count, answer, IecLimits.ResponseDelayMax, now);
    }

    /// <summary>Even parity into bit 7.</summary>
    private void Parity(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var bits = _question[i] & 0x7F;
            bits ^= bits >> 4;
            bits ^= bits >> 2;
            bits ^= bits >> 1;
            _question[i] = (byte)((_question[i] & 0x7F) | ((bits & 1) << 7));
        }
    }
}
