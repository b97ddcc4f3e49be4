using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Exchange;

/// <summary>
/// Questions and answers on a half-duplex line, the part that is the same in every protocol: the pause before a
/// question, the time that an answer may take, the pause within a frame, wire time, and bytes that nobody asked for.
/// A protocol's master says what a frame looks like and what it means. Never waits; over in the step in which the
/// last byte of the answer is there.
/// </summary>
public abstract class LineExchange
{
    private readonly ISerialLine _line;
    private readonly byte[] _chunk = new byte[64];
    private byte[] _toSend;
    private int _toSendCount;
    private int _answerCharacters;
    private int _answerDelay;
    private bool _waitsForQuiet;
    private bool _paused;
    private int _baud = 1;
    private int _bits = 11;
    private int _ownBytes;
    private long _heard;
    private long _quietFrom;
    private long _sentUntil;
    private long _deadline;
    private long _wireMicroseconds;
    private long _othersUntil = long.MinValue;
    private bool _answers;

    /// <param name="line">The line; the caller configures it.</param>
    /// <param name="shape">What an answer looks like.</param>
    /// <param name="scanBytes">The scanner's memory.</param>
    /// <param name="wake">A byte that may stand before a frame; −1 for none.</param>
    protected LineExchange(ISerialLine line, IFrameShape shape, int scanBytes, int wake)
    {
        _line = line;
        Scanner = new FrameScanner(shape, scanBytes, Rejects, wake);
    }

    /// <summary>What was not taken since the start, by <see cref="FrameReject"/>.</summary>
    public int[] Rejects { get; } = new int[FrameReject.Count];

    /// <summary>One of <see cref="ExchangeOutcome"/>.</summary>
    public int Outcome { get; private set; }

    /// <summary>True from the question until there is an outcome.</summary>
    public bool Busy { get; private set; }

    /// <summary>Milliseconds of wire time that questions and their answers took, as the standard counts them.</summary>
    public long WireMilliseconds => _wireMicroseconds / 1000;

    /// <summary>
    /// Milliseconds from the end of our sending to the first byte of the answer, as heard; of several questions the
    /// longest; −1 before there is one.
    /// </summary>
    public int AnswerDelay { get; private set; } = -1;

    /// <summary>Milliseconds that an answer may take to begin, where it was learnt of the meter; 0 for what the protocol says.</summary>
    public int ResponseDelayMax { get; set; }

    /// <summary>Others talked on the line until now: the pause before the next question runs from here.</summary>
    public void Overhear(long now) => _othersUntil = now;

    /// <summary>When to step though nothing arrives, in uptime milliseconds.</summary>
    public long NextWake => !Busy ? long.MaxValue
        : _waitsForQuiet ? _quietFrom
        : Scanner.Pending ? Later(_deadline, _heard + PauseMax)
        : _deadline;

    /// <summary>Finds the frames.</summary>
    protected FrameScanner Scanner { get; }

    /// <summary>When the last question had left, in uptime milliseconds.</summary>
    protected long SentUntil => _sentUntil;

    /// <summary>Milliseconds of silence after which a frame that has begun is over.</summary>
    protected abstract int PauseMax { get; }

    /// <summary>Milliseconds that the line must be quiet before a question.</summary>
    protected abstract int QuietMin { get; }

    /// <summary>Bytes that are taken for a glitch of the transceivers and not for an answer gone wrong.</summary>
    protected virtual int GlitchBytes => 3;

    /// <summary>True once a frame came in this exchange that is the meter's and not the answer.</summary>
    protected bool Strange { get; set; }

    /// <summary>Takes what has arrived, and ends the exchange when it is whole or its time is over.</summary>
    public void Step(long now)
    {
        Listen(now);
        if (!Busy || now < NextWake)
        {
            return;
        }

        if (_waitsForQuiet)
        {
            Go(now);
            return;
        }

        while (Busy && Scanner.Pending)
        {
            Scanner.Flush();
            Take(now);
        }

        if (Busy && !_waitsForQuiet && now >= _deadline)
        {
            Scanner.Flush();
            Expired(Strange || Scanner.NoiseBytes - _ownBytes > GlitchBytes, now);
        }
    }

    /// <summary>Starts an exchange; what still stands in the line's buffer is looked at first, and counted.</summary>
    protected void Start(int baud, int bitsPerCharacter, long now)
    {
        Listen(now);
        _baud = baud;
        _bits = bitsPerCharacter;
        Outcome = ExchangeOutcome.None;
        Busy = true;
        Strange = false;
        AnswerDelay = -1;
        if (_othersUntil > long.MinValue && _othersUntil + QuietMin > _quietFrom)
        {
            _quietFrom = _othersUntil + QuietMin;
        }
    }

    /// <summary>Sends a question as soon as the line was quiet long enough.</summary>
    /// <param name="bytes">The frame; it must stay as it is until the answer.</param>
    /// <param name="count">Its length.</param>
    /// <param name="answerCharacters">The longest answer to expect: it sets the time that is waited.</param>
    /// <param name="answerDelay">Milliseconds that the meter may think.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    protected void Send(byte[] bytes, int count, int answerCharacters, int answerDelay, long now)
    {
        _toSend = bytes;
        _toSendCount = count;
        _answerCharacters = answerCharacters;
        _answerDelay = answerDelay;
        _waitsForQuiet = true;
        _paused = false;
        if (now >= _quietFrom)
        {
            Go(now);
        }
    }

    /// <summary>As <see cref="Send"/>, after a pause in which nothing is expected.</summary>
    protected void SendAfter(int pause, byte[] bytes, int count, int answerCharacters, int answerDelay, long now)
    {
        _quietFrom = now + pause > _quietFrom ? now + pause : _quietFrom;
        Send(bytes, count, answerCharacters, answerDelay, now);
        _paused = _waitsForQuiet;
    }

    /// <summary>As <see cref="SendAfter"/>, where nothing answers: its time is over when the last byte has left.</summary>
    protected void SendOnly(int pause, byte[] bytes, int count, long now) => SendAfter(pause, bytes, count, 0, -ExchangeLimits.DriverDelay, now);

    /// <summary>Waits for what the meter sends without another question.</summary>
    protected void Await(int answerCharacters, int answerDelay, long now)
    {
        _waitsForQuiet = false;
        _deadline = now + answerDelay + Wire(answerCharacters) + ExchangeLimits.DriverDelay;
        _heard = now;
    }

    /// <summary>Ends the exchange.</summary>
    protected void End(int outcome)
    {
        Outcome = outcome;
        Busy = false;
        _waitsForQuiet = false;
    }

    /// <summary>A whole frame stands in <see cref="Scanner"/>.</summary>
    protected abstract void Consider(long now);

    /// <summary>The answer's time is over; the master may ask again or end.</summary>
    /// <param name="noisy">Bytes came that were no answer.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    protected virtual void Expired(bool noisy, long now) => End(noisy ? ExchangeOutcome.Noise : ExchangeOutcome.Silent);

    /// <summary>Counts a frame that is not the answer.</summary>
    protected void Refuse(int reason, bool strange)
    {
        Rejects[reason]++;
        Strange |= strange;
    }

    /// <summary>Counts our own frame, come back.</summary>
    protected void TakeEcho()
    {
        Rejects[FrameReject.Echo]++;
        _ownBytes = 0;
    }

    /// <summary>Adds wire time of characters that belong to questions and answers.</summary>
    protected void Charge(int characters) => _wireMicroseconds += (long)characters * _bits * 1000000 / _baud;

    /// <summary>Milliseconds, rounded up, that characters take on the wire.</summary>
    protected int Wire(int characters) => (int)((((long)characters * _bits * 1000) + _baud - 1) / _baud);

    /// <summary>Milliseconds, rounded up, that a number of bits takes on the wire.</summary>
    protected int WireBits(int bits) => (int)((((long)bits * 1000) + _baud - 1) / _baud);

    private void Go(long now)
    {
        _waitsForQuiet = false;
        _paused = false;
        Scanner.Reset();
        _line.Write(_toSend, 0, _toSendCount);
        Charge(_toSendCount);
        _sentUntil = now + Wire(_toSendCount);
        var delay = ResponseDelayMax > 0 && _answerDelay > 0 ? ResponseDelayMax : _answerDelay;
        _answers = false;
        _deadline = _sentUntil + delay + Wire(_answerCharacters) + ExchangeLimits.DriverDelay;
        _quietFrom = _sentUntil + QuietMin;
        _heard = now;
        _ownBytes = 0;
    }

    private void Listen(long now)
    {
        int count;
        while ((count = _line.Read(_chunk, 0, _chunk.Length)) > 0)
        {
            _heard = now;
            _quietFrom = now + QuietMin > _quietFrom || !_paused ? now + QuietMin : _quietFrom;
            _ownBytes += now <= _sentUntil + ExchangeLimits.EchoTail ? count : 0;
            if (Busy && !_waitsForQuiet && !_answers && now > _sentUntil + ExchangeLimits.EchoTail)
            {
                // The UART hands characters on when it has some: they began by so much earlier.
                _answers = true;
                var delay = (int)(now - _sentUntil) - Wire(count);
                AnswerDelay = delay > AnswerDelay ? delay : AnswerDelay < 0 ? 0 : AnswerDelay;
            }

            var fed = 0;
            while (fed < count)
            {
                fed += Scanner.Feed(_chunk, fed, count - fed);
                Take(now);
            }
        }
    }

    private void Take(long now)
    {
        while (Scanner.TryRead())
        {
            if (Busy && !_waitsForQuiet)
            {
                Consider(now);
            }
            else
            {
                Rejects[FrameReject.Late]++;
            }
        }
    }

    private static long Later(long deadline, long pause) =>
        pause <= deadline ? deadline : pause < deadline + ExchangeLimits.OverrunMax ? pause : deadline + ExchangeLimits.OverrunMax;
}
