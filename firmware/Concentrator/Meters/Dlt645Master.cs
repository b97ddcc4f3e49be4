using System;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters;

/// <summary>
/// The master's side of one read (11H, and 12H while the meter says that more follows) on a DL/T 645-2007 line.
/// One question at a time; it is over in the very step in which the last byte of the answer is there.
/// </summary>
public sealed class Dlt645Master
{
    private const int Read = 0x11;
    private const int ReadFollowing = 0x12;

    private readonly ISerialLine _line;
    private readonly Dlt645Scanner _scanner;
    private readonly Dlt645Frame _frame = new Dlt645Frame();
    private readonly byte[] _request = new byte[Dlt645Limits.Preamble + Dlt645Limits.Overhead + 5];
    private readonly byte[] _chunk = new byte[64];
    private readonly byte[] _address = new byte[6];
    private readonly byte[] _addressBefore = new byte[6];
    private uint _identifier;
    private uint _identifierBefore;
    private int _expected;
    private int _baud;
    private int _sequence;
    private int _ownBytes;
    private bool _strange;
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

    /// <summary>True from <see cref="Begin"/> until there is an outcome.</summary>
    public bool Busy { get; private set; }

    /// <summary>Set after <see cref="Dlt645Outcome.Silent"/> when a late answer is welcome, until the next question.</summary>
    public bool AwaitsLate { get; set; }

    /// <summary>True when one has come, whole and in one frame: the payload stands in <see cref="Payload"/>.</summary>
    public bool CameLate => AwaitsLate && !Busy && Outcome == Dlt645Outcome.Answered;

    /// <summary>The values of the answer, put together from all its frames, without identifier.</summary>
    public byte[] Payload { get; } = new byte[Dlt645Limits.AssembledMax];

    /// <summary>Bytes of <see cref="Payload"/> that count.</summary>
    public int PayloadLength { get; private set; }

    /// <summary>The error byte of an abnormal answer: bit 1 no such data, bit 2 not authorised.</summary>
    public int ErrorBits { get; private set; }

    /// <summary>Milliseconds of wire time that questions and their answers took, as the standard counts them.</summary>
    public long WireMilliseconds => _wireMicroseconds / 1000;

    /// <summary>When to step though nothing arrives, in uptime milliseconds.</summary>
    public long NextWake => Busy ? (_scanner.Pending ? Later(_deadline, _heard + Dlt645Limits.BytePauseMax) : _deadline) : long.MaxValue;

    /// <summary>Sends the question. What still stands in the line's buffer is looked at first, and counted.</summary>
    /// <param name="addresses">Holds the meter's address: 6 bytes BCD, wire order (low first), no wildcard.</param>
    /// <param name="offset">Where the address starts.</param>
    /// <param name="identifier">DI3 DI2 DI1 DI0.</param>
    /// <param name="expected">Bytes of values that the answer should have: it sets the time that is waited.</param>
    /// <param name="baud">The line's speed, bits a second.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    public void Begin(byte[] addresses, int offset, uint identifier, int expected, int baud, long now)
    {
        Listen(now);
        Array.Copy(_address, _addressBefore, 6);
        _identifierBefore = _identifier;
        Array.Copy(addresses, offset, _address, 0, 6);
        _identifier = identifier;
        _expected = expected;
        _baud = baud;
        _sequence = 0;
        PayloadLength = 0;
        ErrorBits = 0;
        Outcome = Dlt645Outcome.None;
        AwaitsLate = false;
        _strange = false;
        Busy = true;
        Ask(now);
    }

    /// <summary>Takes what has arrived, and ends the read when it is whole or its time is over.</summary>
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

        // A broken echo is no sign of the meter.
        if (Busy && now >= _deadline)
        {
            _scanner.Flush();
            End(_strange || _scanner.NoiseBytes - _ownBytes > Dlt645Limits.GlitchBytes ? Dlt645Outcome.Noise : Dlt645Outcome.Silent);
        }
    }

    private static long Later(long deadline, long pause) =>
        pause <= deadline ? deadline : pause < deadline + Dlt645Limits.OverrunMax ? pause : deadline + Dlt645Limits.OverrunMax;

    private void Listen(long now)
    {
        int count;
        while ((count = _line.Read(_chunk, 0, _chunk.Length)) > 0)
        {
            _heard = now;
            _ownBytes += now <= _sentUntil + Dlt645Limits.EchoTail ? count : 0;
            _scanner.Feed(_chunk, 0, count);
            Take(now);
        }
    }

    private void Take(long now)
    {
        while (_scanner.TryRead(_frame))
        {
            Consider(now);
        }
    }

    private void Consider(long now)
    {
        if (!_frame.FromMeter)
        {
            Rejects[Dlt645Reject.Echo]++;
            _ownBytes = 0;
            return;
        }

        if (!Busy && AwaitsLate && Outcome == Dlt645Outcome.Silent && _sequence == 0
            && Mismatch() == Dlt645Reject.None && !_frame.Abnormal && !_frame.MoreFollow)
        {
            PayloadLength = _frame.PayloadLength - 4;
            Array.Copy(_frame.Payload, 4, Payload, 0, PayloadLength);
            End(Dlt645Outcome.Answered);
            return;
        }

        if (!Busy)
        {
            Rejects[Dlt645Reject.Late]++;
            return;
        }

        var reject = Mismatch();
        if (reject != Dlt645Reject.None)
        {
            Rejects[reject]++;
            _strange |= reject is Dlt645Reject.OtherFunction or Dlt645Reject.OtherIdentifier or Dlt645Reject.OtherSequence;
            return;
        }

        Charge(_frame.Preamble + Dlt645Limits.Overhead + _frame.PayloadLength);
        if (_frame.Abnormal)
        {
            ErrorBits = _frame.PayloadLength > 0 ? _frame.Payload[0] : 0;
            End(Dlt645Outcome.Refused);
            return;
        }

        // :: A follow-up frame ends with its number, the first frame has none (clause 7.3).
        var values = _frame.PayloadLength - (_sequence == 0 ? 4 : 5);
        if (PayloadLength + values > Payload.Length || _sequence == Dlt645Limits.FollowUpsMax)
        {
            Rejects[Dlt645Reject.BadLength]++;
            End(Dlt645Outcome.Noise);
            return;
        }

        Array.Copy(_frame.Payload, 4, Payload, PayloadLength, values);
        PayloadLength += values;
        if (_frame.MoreFollow)
        {
            _sequence++;
            Ask(now);
        }
        else
        {
            End(Dlt645Outcome.Answered);
        }
    }

    /// <summary>Why the frame is not the answer to this question.</summary>
    private int Mismatch()
    {
        if (!_frame.IsFrom(_address, 0))
        {
            return _frame.IsFrom(_addressBefore, 0) ? Dlt645Reject.Late : Dlt645Reject.Foreign;
        }

        if (_frame.Function != (_sequence == 0 ? Read : ReadFollowing))
        {
            return Dlt645Reject.OtherFunction;
        }

        if (_frame.Abnormal)
        {
            return Dlt645Reject.None;
        }

        if (_frame.PayloadLength < (_sequence == 0 ? 4 : 5) || _frame.Identifier != _identifier)
        {
            return _frame.Identifier == _identifierBefore && _frame.IsFrom(_addressBefore, 0)
                ? Dlt645Reject.Late
                : Dlt645Reject.OtherIdentifier;
        }

        return _sequence > 0 && _frame.Payload[_frame.PayloadLength - 1] != _sequence
            ? Dlt645Reject.OtherSequence
            : Dlt645Reject.None;
    }

    private void Ask(long now)
    {
        var position = 0;
        while (position < Dlt645Limits.Preamble)
        {
            _request[position++] = 0xFE;
        }

        var start = position;
        var length = _sequence == 0 ? 4 : 5;
        _request[position++] = 0x68;
        Array.Copy(_address, 0, _request, position, 6);
        position += 6;
        _request[position++] = 0x68;
        _request[position++] = (byte)(_sequence == 0 ? Read : ReadFollowing);
        _request[position++] = (byte)length;
        for (var i = 0; i < 4; i++)
        {
            _request[position++] = (byte)((_identifier >> (8 * i)) + 0x33);
        }

        if (_sequence > 0)
        {
            _request[position++] = (byte)(_sequence + 0x33);
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
        _deadline = _sentUntil + Dlt645Limits.ResponseDelayMax + Wire(answer) + Dlt645Limits.DriverDelay;
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
