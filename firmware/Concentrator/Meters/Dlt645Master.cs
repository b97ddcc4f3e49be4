using System;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters;

/// <summary>
/// The master's side of one exchange on a DL/T 645 line: a read of -2007 (11H, and 12H while the meter says that more
/// follows) or any other <see cref="Dlt645Request"/>, -1997 as well. One question at a time; it is over in the very
/// step in which the last byte of the answer is there.
/// </summary>
public sealed partial class Dlt645Master
{
    private readonly ISerialLine _line;
    private readonly Dlt645Scanner _scanner;
    private readonly Dlt645Frame _frame = new Dlt645Frame();
    private readonly Dlt645Request _read = new Dlt645Request();
    private readonly byte[] _request = new byte[Dlt645Limits.Preamble + Dlt645Limits.Overhead + Dlt645Limits.PayloadMax];
    private readonly byte[] _chunk = new byte[64];
    private readonly byte[] _address = new byte[Dlt645Address.Bytes];
    private readonly byte[] _from = new byte[Dlt645Address.Bytes];
    private readonly byte[] _fromBefore = new byte[Dlt645Address.Bytes];
    private Dlt645Request _asked;
    private uint _identifier;
    private uint _identifierBefore;
    private int _identifierBytes;
    private int _control;
    private int _followControl;
    private bool _numbersParts;
    private int _expected;
    private int _baud;
    private int _part;
    private int _ownBytes;
    private bool _strange;
    private bool _gathers;
    private int _answers;
    private bool _isAnswered;
    private long _heard;
    private long _sentUntil;
    private long _deadline;
    private long _wireMicroseconds;

    /// <param name="line">The line; the caller configures it.</param>
    public Dlt645Master(ISerialLine line)
    {
        _line = line;
        _scanner = new Dlt645Scanner(Dlt645Limits.PayloadMax, Rejects);
    }

    /// <summary>What was not taken since the start, by <see cref="Dlt645Reject"/>.</summary>
    public int[] Rejects { get; } = new int[Dlt645Reject.Count];

    /// <summary>One of <see cref="Dlt645Outcome"/>.</summary>
    public int Outcome { get; private set; }

    /// <summary>True from <see cref="Begin(byte[], int, Dlt645Request, int, long)"/> until there is an outcome.</summary>
    public bool Busy { get; private set; }

    /// <summary>Set after <see cref="Dlt645Outcome.Silent"/> when a late answer is welcome, until the next question.</summary>
    public bool AwaitsLate { get; set; }

    /// <summary>True when one has come, whole and in one frame: the payload stands in <see cref="Payload"/>.</summary>
    public bool CameLate => AwaitsLate && !Busy && Outcome is Dlt645Outcome.Answered or Dlt645Outcome.Refused;

    /// <summary>The values of the answer, put together from all its frames, without identifier.</summary>
    public byte[] Payload { get; } = new byte[Dlt645Limits.AssembledMax];

    /// <summary>Bytes of <see cref="Payload"/> that count.</summary>
    public int PayloadLength { get; private set; }

    /// <summary>
    /// The error byte of an abnormal answer: bit 1 no such data, bit 2 not authorised; a security module's second one
    /// in bits 8 to 15.
    /// </summary>
    public int ErrorBits { get; private set; }

    /// <summary>Who gave the answer, wire order: the meter's own address where a wildcard was asked.</summary>
    public byte[] AnswerAddress { get; } = new byte[Dlt645Address.Bytes];

    /// <summary>Bytes that came and were no frame: where several answer at once, all that is heard of them.</summary>
    public int StrayBytes => _scanner.NoiseBytes > _ownBytes ? _scanner.NoiseBytes - _ownBytes : 0;

    /// <summary>Milliseconds from the end of our sending to the start of the first answering frame, as heard; −1 before there is one.</summary>
    public int AnswerDelay { get; private set; }

    /// <summary>Milliseconds that an answer may take to begin; security modules take longer than the standard's.</summary>
    public int ResponseDelayMax { get; set; } = Dlt645Limits.ResponseDelayMax;

    /// <summary>Milliseconds of wire time that questions and their answers took, as the standard counts them.</summary>
    public long WireMilliseconds => _wireMicroseconds / 1000;

    /// <summary>When to step though nothing arrives, in uptime milliseconds.</summary>
    public long NextWake => Busy ? (_scanner.Pending ? Later(_deadline, _heard + Dlt645Limits.BytePauseMax) : _deadline) : long.MaxValue;

    /// <summary>Asks a -2007 meter for data: <see cref="Dlt645Request.Read"/>.</summary>
    /// <param name="addresses">Holds the meter's address: 6 bytes BCD, wire order (low first).</param>
    /// <param name="offset">Where the address starts.</param>
    /// <param name="identifier">DI3 DI2 DI1 DI0.</param>
    /// <param name="expected">Bytes of values that the answer should have: it sets the time that is waited.</param>
    /// <param name="baud">The line's speed, bits a second.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    public void Begin(byte[] addresses, int offset, uint identifier, int expected, int baud, long now)
    {
        _read.Read(identifier, expected);
        Begin(addresses, offset, _read, baud, now);
    }

    /// <summary>
    /// Sends a question or an order. What still stands in the line's buffer is looked at first, and counted. The
    /// request may be filled anew as soon as this returns.
    /// </summary>
    /// <returns>False when it must not go to this address: <see cref="Dlt645Outcome.Forbidden"/>, nothing is sent.</returns>
    public bool Begin(byte[] addresses, int offset, Dlt645Request request, int baud, long now)
    {
        Listen(now);
        AwaitsLate = false;
        PayloadLength = 0;
        ErrorBits = 0;
        AnswerDelay = -1;
        if (!Dlt645Rules.MayGo(request, addresses, offset))
        {
            End(Dlt645Outcome.Forbidden);
            return false;
        }

        Array.Copy(_from, _fromBefore, Dlt645Address.Bytes);
        _identifierBefore = _identifier;
        Array.Copy(addresses, offset, _address, 0, Dlt645Address.Bytes);
        var toAll = Dlt645Address.IsBroadcast(_address, 0);
        for (var i = 0; i < Dlt645Address.Bytes; i++)
        {
            _from[i] = toAll ? Dlt645Address.Any : _address[i];
        }

        _asked = request;
        _identifierBytes = request.IdentifierBytes;
        _identifier = IdentifierIn(request.Data, request.Length);
        _control = request.Control;
        _followControl = request.FollowControl;
        _numbersParts = request.NumbersParts;
        _expected = request.Expected;
        _gathers = request.Gathers;
        _answers = 0;
        _isAnswered = Dlt645Rules.IsAnswered(request, addresses, offset);
        _baud = baud;
        _part = 0;
        Outcome = Dlt645Outcome.None;
        _strange = false;
        Busy = true;
        Ask(now);
        return true;
    }

    /// <summary>Takes what has arrived, and ends the exchange when it is whole or its time is over.</summary>
    public void Step(long now)
    {
        Listen(now);
        if (!Busy || now < NextWake)
        {
            return;
        }

        // The pause was too long for a frame that has begun, or the answer's time is over: what waits is no frame, but
        // one may stand behind its start.
        while (Busy && _scanner.Pending)
        {
            _scanner.Flush();
            Take(now);
        }

        if (!Busy || now < _deadline)
        {
            return;
        }

        // A broken echo is no sign of the meter.
        _scanner.Flush();
        End(!_isAnswered ? Dlt645Outcome.Sent
            : _answers == 1 && StrayBytes <= Dlt645Limits.GlitchBytes ? Dlt645Outcome.Answered
            : _answers > 0 || _strange || _scanner.NoiseBytes - _ownBytes > Dlt645Limits.GlitchBytes ? Dlt645Outcome.Noise
            : Dlt645Outcome.Silent);
    }

    private static long Later(long deadline, long pause) =>
        pause <= deadline ? deadline : pause < deadline + Dlt645Limits.OverrunMax ? pause : deadline + Dlt645Limits.OverrunMax;

    private void Ask(long now)
    {
        var position = 0;
        while (position < Dlt645Limits.Preamble)
        {
            _request[position++] = 0xFE;
        }

        var start = position;
        var length = _part == 0 ? _asked.Length : _identifierBytes + (_numbersParts ? 1 : 0);
        _request[position++] = 0x68;
        Array.Copy(_address, 0, _request, position, Dlt645Address.Bytes);
        position += Dlt645Address.Bytes;
        _request[position++] = 0x68;
        _request[position++] = (byte)(_part == 0 ? _control : _followControl);
        _request[position++] = (byte)length;
        for (var i = 0; i < length; i++)
        {
            var value = _part == 0 ? _asked.Data[i] : i < _identifierBytes ? (byte)(_identifier >> (8 * i)) : _part;
            _request[position++] = (byte)(value + 0x33);
        }

        var sum = 0;
        for (var i = start; i < position; i++)
        {
            sum += _request[i];
        }

        _request[position++] = (byte)sum;
        _request[position++] = 0x16;

        _scanner.Reset();
        _line.Write(_request, 0, position);
        Charge(position);

        // :: The meter's time runs from the end of our sending: wire time, then Td, then the longest answer to expect.
        var answer = Dlt645Limits.Preamble + Dlt645Limits.Overhead + Shorter(_expected - PayloadLength + 5, Dlt645Limits.PayloadMax);
        _sentUntil = now + Wire(position);
        _deadline = !_isAnswered ? _sentUntil : _sentUntil + ResponseDelayMax + Wire(answer) + Dlt645Limits.DriverDelay;
        _heard = now;
        _ownBytes = 0;
    }

    private void End(int outcome)
    {
        Outcome = outcome;
        Busy = false;
    }

    private void Charge(int characters) =>
        _wireMicroseconds += (long)characters * Dlt645Limits.BitsPerCharacter * 1000000 / _baud;

    private long Wire(int characters) =>
        (((long)characters * Dlt645Limits.BitsPerCharacter * 1000) + _baud - 1) / _baud;

    private static int Shorter(int left, int right) => left < right ? left : right;
}
