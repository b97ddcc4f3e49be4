using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Meters;

/// <summary>The values of a block, one by one, from meters that have no blocks.</summary>
public sealed partial class Dlt645Reader
{
    /// <summary>An abnormal answer carries no identifier, so a late one may be another question's: it must come twice.</summary>
    private const int RefusalsMin = 2;

    /// <summary>Further tries of a value that was silent or spoiled; then the whole read failed, and begins anew.</summary>
    private const int RetriesOfPart = 2;

    // By a meter's place in the addresses, a bit for each read of its template: it gave no block there.
    private int[] _noBlocks = new int[0];

    private readonly long[] _values = new long[PlanLimits.ChannelsMax];
    private readonly int[] _results = new int[PlanLimits.ChannelsMax];
    private bool _isAsking;
    private bool _isOfParts;
    private int _outcome;
    private int _part;
    private int _refusals;
    private int _retries;

    /// <summary>A newer plan: its meters stand elsewhere.</summary>
    private void Forget(byte[] addresses)
    {
        _addresses = addresses;
        _noBlocks = new int[addresses.Length / PlanLimits.AddressBytes];
    }

    private bool HasNoBlock() => (_noBlocks[_offset / PlanLimits.AddressBytes] & (1 << _read.Place)) != 0;

    private void BeginParts(long now)
    {
        _isOfParts = true;
        _outcome = MeterOutcome.None;
        _part = 0;
        _refusals = 0;
        _retries = 0;
        AskPart(now);
    }

    private void AskPart(long now) =>
        Ask(_read.FirstPart + ((uint)_part * _read.PartStep), _read.ValueBytes, now);

    private void Judge(long now)
    {
        var isRefused = Master.Outcome == Dlt645Outcome.Refused;
        if (_isOfParts)
        {
            TakePart(isRefused, now);
        }
        else if (_read.PartStep > 0 && (isRefused || (Master.Outcome == Dlt645Outcome.Answered && !Fits)))
        {
            _refusals++;
            if (_refusals >= RefusalsMin)
            {
                _noBlocks[_offset / PlanLimits.AddressBytes] |= 1 << _read.Place;
                BeginParts(now);
            }
        }
        else
        {
            _refusals = 0;
        }
    }

    private void TakePart(bool isRefused, long now)
    {
        // Of another length it is as good as none, and like that it must come twice.
        isRefused |= Master.Outcome == Dlt645Outcome.Answered && Master.PayloadLength != _read.ValueBytes;
        if (isRefused && ++_refusals < RefusalsMin)
        {
            AskPart(now);
            return;
        }

        if (!isRefused && Master.Outcome != Dlt645Outcome.Answered)
        {
            if (_retries++ < RetriesOfPart)
            {
                AskPart(now);
            }
            else
            {
                _outcome = Master.Outcome;
            }

            return;
        }

        _refusals = 0;
        _retries = 0;
        _results[_part] = MeterValue.Missing;
        _values[_part] = 0;
        if (!isRefused)
        {
            _results[_part] = Number(0, out _values[_part]);
        }

        _part++;
        if (_part < _read.Channels)
        {
            AskPart(now);
            return;
        }

        for (var i = 0; i < _part && _outcome == MeterOutcome.None; i++)
        {
            _outcome = _results[i] != MeterValue.Missing ? MeterOutcome.Answered : MeterOutcome.None;
        }

        if (_outcome == MeterOutcome.None)
        {
            // Neither the block nor a value of it: one question is enough the next time.
            _outcome = MeterOutcome.Refused;
            _noBlocks[_offset / PlanLimits.AddressBytes] &= ~(1 << _read.Place);
        }
    }
}
