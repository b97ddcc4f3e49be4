using System;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Iec62056;

/// <summary>Takes the telegrams that a meter sends by itself (P1, mode D). The newest whole one is kept.</summary>
public sealed class P1Listener : IMachine
{
    private readonly ISerialLine _line;
    private readonly FrameScanner _scanner;
    private readonly byte[] _chunk = new byte[64];
    private readonly bool _hasParity;
    private long _heard;

    /// <param name="line">The line; the caller configures it as 8N1.</param>
    /// <param name="hasParity">True for DSMR 2 and 3 (7E1): bit 7 is left out.</param>
    public P1Listener(ISerialLine line, bool hasParity)
    {
        _line = line;
        _hasParity = hasParity;
        _scanner = new FrameScanner(new P1Shape(), IecLimits.ScanBytes, Rejects, -1);
    }

    /// <summary>What was not taken since the start, by <see cref="FrameReject"/>.</summary>
    public int[] Rejects { get; } = new int[FrameReject.Count];

    /// <summary>Telegrams taken since the start.</summary>
    public int Telegrams { get; private set; }

    /// <summary>The last one, from / to behind the check.</summary>
    public byte[] Data { get; } = new byte[IecLimits.ScanBytes];

    /// <summary>Bytes of <see cref="Data"/> that count.</summary>
    public int DataLength { get; private set; }

    /// <inheritdoc/>
    public long NextWake => _scanner.Pending ? _heard + IecLimits.BytePauseMax : long.MaxValue;

    /// <inheritdoc/>
    public void Step(long now)
    {
        int count;
        while ((count = _line.Read(_chunk, 0, _chunk.Length)) > 0)
        {
            _heard = now;
            for (var i = 0; i < count && _hasParity; i++)
            {
                _chunk[i] &= 0x7F;
            }

            var fed = 0;
            while (fed < count)
            {
                fed += _scanner.Feed(_chunk, fed, count - fed);
                Take();
            }
        }

        // A telegram that broke off ends with the pause; nothing of it is kept.
        while (_scanner.Pending && now >= _heard + IecLimits.BytePauseMax)
        {
            _scanner.Flush();
            Take();
        }
    }

    private void Take()
    {
        while (_scanner.TryRead())
        {
            DataLength = _scanner.FrameLength;
            Array.Copy(_scanner.Bytes, _scanner.FrameStart, Data, 0, DataLength);
            Telegrams++;
        }
    }
}
