using System;
using Wattline.Firmware.Meters.Exchange;

namespace Wattline.Firmware.Meters.MBus;

/// <summary>
/// Finds all meters on a line by their numbers (EN 13757-3, 11.5): select with wildcards, from the highest digit on;
/// where several feel meant their answers garble each other, and the next digit tells them apart.
/// </summary>
public sealed class MBusSearch : IMachine
{
    private const int Releasing = 0;
    private const int Selecting = 1;
    private const int Reading = 2;
    private const int Digits = 8;

    private readonly MBusMaster _master;
    private readonly byte[] _mask = new byte[MBusLimits.SecondaryBytes];
    private readonly byte[] _digits = new byte[Digits];
    private int _depth;
    private int _state;
    private int _baud;

    /// <param name="master">The line's master; nobody else may use it until the search is over.</param>
    public MBusSearch(MBusMaster master)
    {
        _master = master;
    }

    /// <summary>True until all numbers were tried.</summary>
    public bool Busy { get; private set; }

    /// <summary>Secondary addresses, 8 bytes each.</summary>
    public byte[] Found { get; } = new byte[MBusLimits.FoundMax * MBusLimits.SecondaryBytes];

    /// <summary>How many were found.</summary>
    public int Count { get; private set; }

    /// <summary>Numbers at which meters that cannot be told apart answered together: the same number twice on one line.</summary>
    public int Collisions { get; private set; }

    /// <summary>Selections made.</summary>
    public int Steps { get; private set; }

    /// <inheritdoc/>
    public long NextWake => Busy ? _master.NextWake : long.MaxValue;

    /// <summary>Begins with everybody.</summary>
    public void Begin(int baud, long now)
    {
        _baud = baud;
        _depth = 0;
        Count = 0;
        Collisions = 0;
        Steps = 0;
        Busy = true;
        Release(now);
    }

    /// <inheritdoc/>
    public void Step(long now)
    {
        _master.Step(now);
        if (!Busy || _master.Busy)
        {
            return;
        }

        switch (_state)
        {
            case Releasing:
                _state = Selecting;
                Steps++;
                SetMask();
                _master.BeginSelect(_mask, 0, _baud, now);
                break;
            case Selecting when _master.Outcome == ExchangeOutcome.Answered:
                _state = Reading;
                _master.BeginSelected(_baud, now);
                break;
            case Selecting when _master.Outcome == ExchangeOutcome.Silent:
                Next(now);
                break;
            case Reading when _master.Outcome == ExchangeOutcome.Answered && _master.Kind == 0x72:
                Keep();
                Next(now);
                break;
            case Reading when _master.Outcome is ExchangeOutcome.Silent or ExchangeOutcome.Refused or ExchangeOutcome.Busy && _depth == Digits:
                Next(now);
                break;
            default:
                Deeper(now);
                break;
        }
    }

    private void Release(long now)
    {
        _state = Releasing;
        _master.BeginReset(MBusLimits.Selected, _baud, now);
    }

    private void Keep()
    {
        for (var i = 0; i < Count; i++)
        {
            var same = true;
            for (var k = 0; k < MBusLimits.SecondaryBytes; k++)
            {
                same &= Found[(i * MBusLimits.SecondaryBytes) + k] == _master.Header[k];
            }

            if (same)
            {
                return;
            }
        }

        if (Count < MBusLimits.FoundMax)
        {
            Array.Copy(_master.Header, 0, Found, Count * MBusLimits.SecondaryBytes, MBusLimits.SecondaryBytes);
            Count++;
        }
    }

    private void Deeper(long now)
    {
        if (_depth == Digits)
        {
            Collisions++;
            Next(now);
            return;
        }

        _digits[_depth++] = 0;
        Go(now);
    }

    private void Next(long now)
    {
        while (_depth > 0 && _digits[_depth - 1] == 9)
        {
            _depth--;
        }

        if (_depth == 0)
        {
            Busy = false;
            return;
        }

        _digits[_depth - 1]++;
        Go(now);
    }

    private void Go(long now)
    {
        if (Steps >= MBusLimits.SearchStepsMax)
        {
            Busy = false;
            return;
        }

        Release(now);
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
