using System;
using Wattline.Firmware.Meters;
using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Lines;

public sealed partial class LineMachine
{
    /// <summary>A whole answer that cannot be believed alone.</summary>
    private const int Doubt = -1;

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
            case MeterOutcome.Answered:
                TakeAnswer(meter, now);
                break;
            case MeterOutcome.Refused:
                Refuse(meter, ReadState.Refused, now);
                break;
            case MeterOutcome.OtherMeter:
                TakeOther(meter, now);
                break;
            case MeterOutcome.Unauthenticated:
                Refuse(meter, ReadState.Unauthenticated, now);
                break;
            case MeterOutcome.Busy:
                _table.Defer(meter, _read);
                _retry = 0;
                _turn++; // It was asked several times: its turn is in the next sweep.
                break;
            case MeterOutcome.Silent:
                _master.AwaitsLate = true;
                _quietUntil = now + LineLimits.LateMax;
                Fail(meter, false, Forget(meter) && _sweep < 2 && _silentInSweep++ < LineLimits.SilentInSweep ? LineLimits.RetriesOfSilence : 0);
                break;
            default:
                Fail(meter, true, LineLimits.RetriesOfNoise);
                break;
        }
    }

    private void TakeAnswer(int meter, long now)
    {
        var fault = Weigh(meter, _read, now);
        if (fault == Dlt645Reject.None)
        {
            Decide(meter, now);
        }
        else if (fault == Dlt645Reject.BadLength)
        {
            Refuse(meter, ReadState.Refused, now);
        }
        else
        {
            Fail(meter, true, fault == Doubt ? LineLimits.RetriesOfDoubt : LineLimits.RetriesOfNoise);
        }
    }

    /// <summary>An answer to the last question, in the same slot, after its time: a slow meter is not a silent one.</summary>
    private void TakeLate(long now)
    {
        _master.AwaitsLate = false;
        var meter = _meters[_asked];
        if (_master.Outcome == MeterOutcome.Answered && Weigh(meter, _read, now) == Dlt645Reject.None)
        {
            LearnDelay(_asked, now - _owedSince[_asked]);
            _owedSince[_asked] = long.MinValue;
            Heard(_asked, now);
            Complete(meter, now);
        }

        _doubtedAt = long.MinValue;
    }

    /// <summary>Takes the values of an answer, if they are good.</summary>
    /// <returns>Of <see cref="Dlt645Reject"/>, or <see cref="Doubt"/>.</returns>
    private int Weigh(int meter, int index, long now)
    {
        var read = _table.Plan.Template(meter).Reads[index];
        if (!_master.Fits)
        {
            // Values of another length than the format's: shifting them would invent numbers.
            Rejects[Dlt645Reject.BadLength]++;
            return Dlt645Reject.BadLength;
        }

        var any = false;
        for (var i = 0; i < read.Channels; i++)
        {
            var result = _master.Value(i, out _values[i]);
            if (result == MeterValue.Broken)
            {
                Rejects[Dlt645Reject.BadDigit]++;
                return Dlt645Reject.BadDigit;
            }

            _has[i] = result == MeterValue.Ok;
            any |= _has[i];
        }

        if (read.IsEnergy && any)
        {
            if (!IsBelieved(meter, index, now))
            {
                Doubts++;
                Array.Copy(_values, 0, _doubted, 0, read.Channels);
                _doubtedAt = now;
                return Doubt;
            }

            _table.Registers.Keep(
                _table.FirstRead(meter) + index, _table.FirstValue(meter) + read.FirstChannel, _values, _has, 0, read.Channels, now);
        }

        ReadsOk++;
        _table.Take(meter, index, _values, _has, now);
        return Dlt645Reject.None;
    }

    /// <summary>True when the values follow on the last good ones, or two answers in a row agree.</summary>
    private bool IsBelieved(int meter, int index, long now)
    {
        var read = _table.Plan.Template(meter).Reads[index];
        return _table.Registers.CanFollow(
                read, _table.FirstRead(meter) + index, _table.FirstValue(meter) + read.FirstChannel, _values, _has, now)
            || (_doubtedAt != long.MinValue && Registers.CanFollow(read, _doubted, 0, _values, _has, now - _doubtedAt));
    }

    /// <summary>
    /// Another meter than the plan's is there: told once for each that is met, one an hour at most where the number keeps changing, and
    /// its values are nobody's.
    /// </summary>
    private void TakeOther(int meter, long now)
    {
        var number = _master.OtherNumber;
        var isNew = _told[_cursor] == null || (_told[_cursor] != number && now - _toldAt[_cursor] >= LineLimits.OtherToldEvery);
        if (Refuse(meter, ReadState.OtherMeter, now) && isNew && Owed != null && Owed.Desk.TellOther(meter, number, now))
        {
            _told[_cursor] = number;
            _toldAt[_cursor] = now;
        }
    }

    /// <summary>The meter has no such data, in another form than the plan's, or is another: believed when it comes twice.</summary>
    /// <returns>True when it is believed.</returns>
    private bool Refuse(int meter, byte state, long now)
    {
        if (_table.Refuse(meter, _read, state))
        {
            Decide(meter, now);
            return true;
        }

        Retries++; // The read is still open: it is asked again at once.
        return false;
    }

    /// <summary>An answer of a meter: it is neither dead nor silent.</summary>
    private void Heard(int place, long now)
    {
        _silentVisits[place] = 0;
        if (Watch != null && Watch.Heard(place))
        {
            Owed?.Back(_meters[place], now);
        }

        Owed?.Heard(_meters[place], now);
    }

    /// <summary>A slow meter is waited for the next time: its answer would meet the next question.</summary>
    private void LearnDelay(int place, long delay)
    {
        var most = delay + LineLimits.DelayMargin;
        _delays[_meters[place]] = (short)(most < LineLimits.LateMax ? most : LineLimits.LateMax);
    }

    /// <summary>Learns how long a meter takes: its next silence is over as soon as it is one, not after the standard's 500 ms.</summary>
    private void Learn(int meter, int delay)
    {
        if (delay is < 0 or >= Dlt645Limits.ResponseDelayMax)
        {
            return;
        }

        var most = (2 * delay) + LineLimits.LearntMargin;
        most = most < Dlt645Limits.ResponseDelayMax ? most : Dlt645Limits.ResponseDelayMax;
        int known = _delays[meter];
        var isKnown = known is > 0 and <= Dlt645Limits.ResponseDelayMax;
        _delays[meter] = (short)(isKnown && known > most ? known - ((known - most) / LineLimits.LearntShare) : most);
    }

    /// <summary>A silent meter may have become slower: the next question waits as long as the standard says, or longer where it was slow.</summary>
    /// <returns>True when it was not silent the last time: it deserves another try at once.</returns>
    private bool Forget(int meter)
    {
        int known = _delays[meter];
        _delays[meter] = known > Dlt645Limits.ResponseDelayMax ? (short)known : (short)0;
        return known > 0;
    }

    private void Decide(int meter, long now)
    {
        _retry = 0;
        _doubtedAt = long.MinValue;
        _turn++;
        Complete(meter, now);
    }

    private void Complete(int meter, long now)
    {
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
        _turn++;
        if (!noisy)
        {
            // A dead meter costs one try a sweep. One that ignores a single question is asked the others first next time.
            _mute[_cursor] = true;
            _silentVisits[_cursor] += (byte)(IsDead(_cursor) ? 0 : 1);
            _delays[_meters[_cursor]] = IsDead(_cursor) ? (short)0 : _delays[_meters[_cursor]];
            _from[_cursor] = (byte)((_read + 1) % _table.Plan.Template(meter).Reads.Length);
        }
    }
}
