using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Meters;

/// <summary>A plan's reads on a DL/T 645-2007 line.</summary>
public sealed class Dlt645Reader : IMeterMaster
{
    private PlanRead _read;

    /// <param name="master">The line's master; it may be used for other exchanges between two reads.</param>
    public Dlt645Reader(Dlt645Master master)
    {
        Master = master;
    }

    /// <summary>The master behind it.</summary>
    public Dlt645Master Master { get; }

    /// <inheritdoc/>
    public bool Busy => Master.Busy;

    /// <inheritdoc/>
    public int Outcome => Master.Outcome;

    /// <inheritdoc/>
    public bool Fits => Master.PayloadLength == _read.PayloadBytes;

    /// <inheritdoc/>
    public bool AwaitsLate
    {
        get => Master.AwaitsLate;
        set => Master.AwaitsLate = value;
    }

    /// <inheritdoc/>
    public bool CameLate => Master.CameLate;

    /// <inheritdoc/>
    public int AnswerDelay => Master.AnswerDelay;

    /// <inheritdoc/>
    public int ResponseDelayMax
    {
        get => Master.ResponseDelayMax;
        set => Master.ResponseDelayMax = value > 0 ? value : Dlt645Limits.ResponseDelayMax;
    }

    /// <inheritdoc/>
    public string OtherNumber => null;

    /// <inheritdoc/>
    public long WireMilliseconds => Master.WireMilliseconds;

    /// <inheritdoc/>
    public long NextWake => Master.NextWake;

    /// <inheritdoc/>
    public void Step(long now) => Master.Step(now);

    /// <inheritdoc/>
    public void Begin(byte[] addresses, int offset, PlanRead read, int baud, int parity, long now)
    {
        _read = read;
        Master.Begin(addresses, offset, read.Identifier, read.PayloadBytes, baud, now);
    }

    /// <summary>No pause is asked for before a frame (DL/T 645-2007, 5.2): FE bytes lead it.</summary>
    public void Overhear(long now)
    {
    }

    /// <inheritdoc/>
    public int Value(int channel, out long value)
    {
        var place = (_read.HasMoments ? channel / 2 : channel) * _read.ValueBytes;
        if (_read.HasMoments && channel % 2 == 1)
        {
            var minutes = Dlt645Moment.Minutes(Master.Payload, place + _read.NumberBytes);
            value = minutes * 60;
            return minutes < 0 ? MeterValue.Missing : MeterValue.Ok;
        }

        var result = Bcd.Read(Master.Payload, place, _read.NumberBytes, _read.HasSign, out value);
        return result == Bcd.Ok ? MeterValue.Ok : result == Bcd.BadDigit ? MeterValue.Broken : MeterValue.Missing;
    }
}
