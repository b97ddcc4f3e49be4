namespace Wattline.Firmware.Meters.Exchange;

/// <summary>The part of <see cref="IMeterFinder"/> that is the same in every protocol.</summary>
public abstract class ExchangeFinder : ExchangeReader, IMeterFinder
{
    /// <param name="exchange">The finder's own master of the line.</param>
    protected ExchangeFinder(LineExchange exchange)
        : base(exchange)
    {
    }

    /// <inheritdoc/>
    public abstract bool HasMore { get; }

    /// <inheritdoc/>
    public string Found { get; protected set; }

    /// <inheritdoc/>
    public int Unresolved { get; protected set; }

    /// <summary>A search reads no values.</summary>
    public override bool Fits => false;

    /// <inheritdoc/>
    public virtual void Start() => Unresolved = 0;

    /// <inheritdoc/>
    public void Find(int baud, int parity, long now)
    {
        Found = null;
        Begin(null, 0, null, baud, parity, now);
    }

    /// <summary>A search reads no values.</summary>
    public override int Value(int channel, out long value)
    {
        value = 0;
        return MeterValue.Missing;
    }
}
