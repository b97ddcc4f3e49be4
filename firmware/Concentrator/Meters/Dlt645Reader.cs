using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Meters;

/// <summary>
/// A plan's reads on a DL/T 645 line, of -2007 or -1997. A block that a meter refuses twice, or gives with another number of values, is
/// asked value by value from then on, in one go: what the meter does not have is no value then.
/// </summary>
public sealed partial class Dlt645Reader : IMeterMaster
{
    private readonly Dlt645Request _request = new Dlt645Request();
    private readonly bool _is1997;
    private PlanRead _read;
    private byte[] _addresses;
    private int _offset;
    private int _baud;

    /// <param name="master">The line's master; it may be used for other exchanges between two reads.</param>
    /// <param name="is1997">True for meters of DL/T 645-1997.</param>
    public Dlt645Reader(Dlt645Master master, bool is1997)
    {
        Master = master;
        _is1997 = is1997;
    }

    /// <summary>The master behind it.</summary>
    public Dlt645Master Master { get; }

    /// <inheritdoc/>
    public bool Busy => Master.Busy;

    /// <inheritdoc/>
    public int Outcome => _isOfParts ? _outcome : Master.Outcome;

    /// <inheritdoc/>
    public bool Fits => _isOfParts || Master.PayloadLength == _read.PayloadBytes;

    /// <summary>A late answer to one value of several is nobody's.</summary>
    public bool AwaitsLate
    {
        get => Master.AwaitsLate;
        set => Master.AwaitsLate = value && !_isOfParts;
    }

    /// <inheritdoc/>
    public bool CameLate => Master.CameLate && !_isOfParts;

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
    public void Step(long now)
    {
        Master.Step(now);
        if (_isAsking && !Master.Busy)
        {
            _isAsking = false;
            Judge(now);
        }
    }

    /// <inheritdoc/>
    public void Begin(byte[] addresses, int offset, PlanRead read, int baud, int parity, long now)
    {
        var isSame = read == _read && offset == _offset && addresses == _addresses;
        if (addresses != _addresses)
        {
            Forget(addresses);
        }

        _read = read;
        _offset = offset;
        _baud = baud;
        _refusals = isSame && !_isOfParts ? _refusals : 0;
        _isOfParts = read.PartStep > 0 && HasNoBlock();
        if (_isOfParts)
        {
            BeginParts(now);
        }
        else
        {
            Ask(read.Identifier, read.PayloadBytes, now);
        }
    }

    /// <summary>Sends what is no read of the plan; its outcome is the master's.</summary>
    public void Begin(byte[] addresses, int offset, Dlt645Request request, int baud, long now)
    {
        Release();
        Master.Begin(addresses, offset, request, baud, now);
    }

    /// <summary>The master is used by somebody else: no outcome of a read stands any more.</summary>
    public void Release()
    {
        _isOfParts = false;
        _isAsking = false;
        _refusals = 0;
    }

    /// <summary>No pause is asked for before a frame (DL/T 645-2007, 5.2): FE bytes lead it.</summary>
    public void Overhear(long now)
    {
    }

    /// <inheritdoc/>
    public int Value(int channel, out long value)
    {
        if (_isOfParts)
        {
            value = _values[channel];
            return _results[channel];
        }

        var place = (_read.HasMoments ? channel / 2 : channel) * _read.ValueBytes;
        if (_read.HasMoments && channel % 2 == 1)
        {
            var minutes = Dlt645Moment.Minutes(Master.Payload, place + _read.NumberBytes);
            value = minutes * 60;
            return minutes < 0 ? MeterValue.Missing : MeterValue.Ok;
        }

        return Number(place, out value);
    }

    private int Number(int place, out long value)
    {
        var result = Bcd.Read(Master.Payload, place, _read.NumberBytes, _read.HasSign, out value);
        return result == Bcd.Ok ? MeterValue.Ok : result == Bcd.BadDigit ? MeterValue.Broken : MeterValue.Missing;
    }

    private void Ask(uint identifier, int expected, long now)
    {
        if (_is1997)
        {
            _request.Read1997((int)identifier, expected);
        }
        else
        {
            _request.Read(identifier, expected);
        }

        Master.Begin(_addresses, _offset, _request, _baud, now);
        _isAsking = true;
    }
}
