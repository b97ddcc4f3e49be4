using System;
using Wattline.Firmware.Meters;
using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Lines;

public sealed partial class LineMachine
{
    private readonly long[] _values = new long[PlanLimits.ChannelsMax];
    private readonly bool[] _has = new bool[PlanLimits.ChannelsMax];
    private readonly long[] _doubted = new long[PlanLimits.ChannelsMax];
    private long _doubtedAt = long.MinValue;

    /// <summary>What the answer, or its absence, means for the read and for the next question.</summary>
    private void Settle(long now)
    {
        var meter = _meters[_cursor];
        switch (_master.Outcome)
        {
            case Dlt645Outcome.Answered:
                TakeAnswer(meter, now);
                break;
            case Dlt645Outcome.Refused:
                if (_table.Refuse(meter, _read))
                {
                    Decide(meter, now);
                }
                else
                {
                    Retries++; // The read is still open: it is asked again at once.
                }

                break;
            case Dlt645Outcome.Silent:
                Fail(meter, false, _sweep < 2 ? LineLimits.RetriesOfSilence : 0);
                break;
            default:
                Fail(meter, true, LineLimits.RetriesOfNoise);
                break;
        }
    }

    private void TakeAnswer(int meter, long now)
    {
        var read = _table.Plan.Template(meter).Reads[_read];
        if (_master.PayloadLength != read.PayloadBytes)
        {
            // Values of another length than the format's: shifting them would invent numbers.
            Rejects[Dlt645Reject.BadLength]++;
            Fail(meter, true, LineLimits.RetriesOfNoise);
            return;
        }

        var whole = true;
        for (var i = 0; i < read.Channels; i++)
        {
            var result = Bcd.Read(_master.Payload, i * read.ValueBytes, read.NumberBytes, read.HasSign, out _values[i]);
            if (result == Bcd.BadDigit)
            {
                Rejects[Dlt645Reject.BadDigit]++;
                Fail(meter, true, LineLimits.RetriesOfNoise);
                return;
            }

            _has[i] = result == Bcd.Ok;
            whole &= _has[i];
        }

        if (read.IsEnergy && whole)
        {
            if (!IsBelieved(meter, read, now))
            {
                Doubts++;
                Array.Copy(_values, 0, _doubted, 0, read.Channels);
                _doubtedAt = now;
                Fail(meter, true, LineLimits.RetriesOfDoubt);
                return;
            }

            _table.Registers.Keep(
                _table.FirstRead(meter) + _read, _table.FirstValue(meter) + read.FirstChannel, _values, 0, read.Channels, now);
        }

        ReadsOk++;
        _table.Take(meter, _read, _values, _has, now);
        Decide(meter, now);
    }

    /// <summary>True when the values follow on the last good ones, or two answers in a row agree.</summary>
    private bool IsBelieved(int meter, PlanRead read, long now) =>
        _table.Registers.CanFollow(read, _table.FirstRead(meter) + _read, _table.FirstValue(meter) + read.FirstChannel, _values, now)
        || (_doubtedAt != long.MinValue && Registers.CanFollow(read, _doubted, 0, _values, now - _doubtedAt));

    private void Decide(int meter, long now)
    {
        _retry = 0;
        _doubtedAt = long.MinValue;
        _read++;
        if (_table.IsComplete(meter))
        {
            _writer.Add(meter, now);
        }
    }

    private void Fail(int meter, bool noisy, int retries)
    {
        _table.Fail(meter, _read, noisy);
        if (_retry < retries)
        {
            _retry++;
            Retries++;
            return;
        }

        _retry = 0;
        _doubtedAt = long.MinValue;
        _read++;
        _mute[_cursor] |= !noisy;
    }
}
