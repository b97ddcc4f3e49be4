using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.MBus;

/// <summary>
/// Finds the meters of an M-Bus by their numbers (EN 13757-3, 11.5): select with wildcards, from the highest digit on;
/// where several feel meant their answers garble each other, and the next digit tells them apart. A step releases,
/// selects and reads, so that whatever is asked between two steps selects nobody of the search.
/// </summary>
public sealed class MBusFinder : ExchangeFinder
{
    private const int Releasing = 0;
    private const int Selecting = 1;
    private const int Reading = 2;
    private const int Digits = 8;
    private const int LongHeader = 0x72;

    private readonly MBusMaster _master;
    private readonly byte[] _mask = new byte[MBusLimits.SecondaryBytes];
    private readonly byte[] _digits = new byte[Digits];
    private int _depth;
    private int _steps;
    private int _state;
    private bool _over = true;

    /// <param name="line">The line; the caller configures it.</param>
    public MBusFinder(ISerialLine line)
        : this(new MBusMaster(line))
    {
    }

    private MBusFinder(MBusMaster master)
        : base(master)
    {
        _master = master;
    }

    /// <inheritdoc/>
    public override bool HasMore => !_over;

    /// <inheritdoc/>
    public override void Start()
    {
        base.Start();
        _depth = 0;
        _steps = 0;
        _over = false;
    }

    /// <inheritdoc/>
    protected override void Ask(byte[] addresses, int offset, long now)
    {
        _state = Releasing;
        _master.BeginReset(MBusLimits.Selected, Baud, now);
    }

    /// <inheritdoc/>
    protected override int Judge(int outcome, long now)
    {
        switch (_state)
        {
            case Releasing:
                _state = Selecting;
                SetMask();
                _master.BeginSelect(_mask, 0, Baud, now);
                return MeterOutcome.None;
            case Selecting when outcome == ExchangeOutcome.Answered:
                _state = Reading;
                _master.BeginSelected(Baud, now);
                return MeterOutcome.None;
            case Reading when outcome == ExchangeOutcome.Answered && _master.Kind == LongHeader:
                Found = MBusAddress.Text(_master.Header);
                Next();
                break;
            case Selecting when outcome == ExchangeOutcome.Silent:
                Next();
                break;
            default:
                Deeper(outcome);
                break;
        }

        _over |= ++_steps >= MBusLimits.SearchStepsMax;
        return outcome;
    }

    /// <summary>Whoever was selected did not answer as one.</summary>
    private void Deeper(int outcome)
    {
        if (_depth < Digits)
        {
            _digits[_depth++] = 0;
            return;
        }

        // Two of one number; who is silent, busy or says no at its own number cannot be told either, and is no collision.
        Unresolved += outcome is ExchangeOutcome.Silent or ExchangeOutcome.Refused or ExchangeOutcome.Busy ? 0 : 1;
        Next();
    }

    private void Next()
    {
        while (_depth > 0 && _digits[_depth - 1] == 9)
        {
            _depth--;
        }

        if (_depth == 0)
        {
            _over = true;
            return;
        }

        _digits[_depth - 1]++;
    }

    private void SetMask()
    {
        for (var i = 0; i < MBusLimits.SecondaryBytes; i++)
        {
            _mask[i] = 0xFF;
        }

        for (var i = 0; i < _depth; i++)
        {
            var at = 3 - (i / 2);
            _mask[at] = (byte)(i % 2 == 0 ? (_digits[i] << 4) | 0x0F : (_mask[at] & 0xF0) | _digits[i]);
        }
    }
}
