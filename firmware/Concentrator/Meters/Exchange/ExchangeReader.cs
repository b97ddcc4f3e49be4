using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Meters.Exchange;

/// <summary>
/// A plan's reads by a master of <see cref="LineExchange"/>: the part that is the same in every protocol. A read may
/// take several exchanges (who are you, then the data); it is over in the step in which the last one is.
/// </summary>
public abstract class ExchangeReader : IMeterMaster
{
    private readonly LineExchange _exchange;
    private int _outcome;
    private bool _busy;

    /// <param name="exchange">The line's master; nobody else uses it while a read is under way.</param>
    protected ExchangeReader(LineExchange exchange)
    {
        _exchange = exchange;
    }

    /// <inheritdoc/>
    public bool Busy => _busy;

    /// <inheritdoc/>
    public int Outcome => _outcome;

    /// <inheritdoc/>
    public abstract bool Fits { get; }

    /// <summary>A late answer is none: what it says is not told from the next question's.</summary>
    public bool AwaitsLate
    {
        get => false;
        set { }
    }

    /// <inheritdoc/>
    public bool CameLate => false;

    /// <inheritdoc/>
    public int AnswerDelay => _exchange.AnswerDelay;

    /// <inheritdoc/>
    public virtual int ResponseDelayMax
    {
        get => _exchange.ResponseDelayMax;
        set => _exchange.ResponseDelayMax = value;
    }

    /// <inheritdoc/>
    public virtual string OtherNumber => null;

    /// <inheritdoc/>
    public long WireMilliseconds => _exchange.WireMilliseconds;

    /// <inheritdoc/>
    public long NextWake => _exchange.NextWake;

    /// <summary>The read that is asked.</summary>
    protected PlanRead Read { get; private set; }

    /// <summary>The line's speed, bits a second.</summary>
    protected int Baud { get; private set; }

    /// <summary>Its check bit: 0 none, 1 odd, 2 even.</summary>
    protected int Parity { get; private set; }

    /// <summary>Bits of a character: start, 8 data, a check bit where there is one, 1 stop.</summary>
    protected int BitsPerCharacter { get; private set; }

    /// <inheritdoc/>
    public void Step(long now)
    {
        _exchange.Step(now);
        Look(now);
    }

    /// <inheritdoc/>
    public void Begin(byte[] addresses, int offset, PlanRead read, int baud, int parity, long now)
    {
        Read = read;
        Baud = baud;
        Parity = parity;
        BitsPerCharacter = parity == 0 ? 10 : 11;
        _outcome = MeterOutcome.None;
        _busy = true;
        Ask(addresses, offset, now);
        Look(now);
    }

    /// <inheritdoc/>
    public void Overhear(long now) => _exchange.Overhear(now);

    /// <summary>
    /// A question of a search of the protocol was on the line: what is known of its meters' links may be so no more, and its answer may
    /// still come.
    /// </summary>
    public virtual void Forget(IMeterFinder finder)
    {
    }

    /// <inheritdoc/>
    public abstract int Value(int channel, out long value);

    /// <summary>Begins the first exchange of a read; the address must be kept, it is not there later.</summary>
    protected abstract void Ask(byte[] addresses, int offset, long now);

    /// <summary>An exchange is over.</summary>
    /// <param name="outcome">Of <see cref="ExchangeOutcome"/>.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    /// <returns>Of <see cref="MeterOutcome"/>; None when the next exchange was begun.</returns>
    protected abstract int Judge(int outcome, long now);

    private void Look(long now)
    {
        while (_busy && !_exchange.Busy)
        {
            _outcome = Judge(_exchange.Outcome, now);
            _busy = _outcome == MeterOutcome.None;
        }
    }
}
