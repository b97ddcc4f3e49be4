using Wattline.Firmware.Lines;
using Wattline.Firmware.Meters;
using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Owed;

internal sealed partial class OwedLine
{
    /// <summary>True when an item is on its way, or one is due.</summary>
    private bool HasNext(long now)
    {
        if (_chore != null)
        {
            return true;
        }

        if (now < NextWake || _meters.Length == 0)
        {
            return false;
        }

        if (!Desk.KnowsTime)
        {
            NextWake = now + OwedLimits.LookEvery;
            return false;
        }

        for (var i = 0; i < OwedLimits.MetersPerLook && _looked < _meters.Length; i++)
        {
            _place = _cursor;
            if (now >= _meterAt[_place] && Look(now))
            {
                return true;
            }

            _cursor = (_cursor + 1) % _meters.Length;
            _looked++;
        }

        NextWake = now + 1;
        if (_looked == _meters.Length)
        {
            _looked = 0;
            NextWake = now + OwedLimits.LookEvery;
        }

        return false;
    }

    /// <summary>Takes the first due item of a meter, by the rank of its task.</summary>
    private bool Look(long now)
    {
        var tasks = Desk.Plan.Template(_meters[_place]).Tasks;
        var best = -1;
        for (var task = 0; task < tasks.Length; task++)
        {
            if (now >= _taskAt[_firstTask[_place] + task] && (best < 0 || Rank(tasks[task]) < Rank(tasks[best])) && IsDue(tasks[task], task, now))
            {
                best = task;
            }
        }

        if (best < 0)
        {
            return false;
        }

        var newest = 0;
        _task = best;
        _item = tasks[best].Type == TaskType.Profile ? 0 : ItemOf(tasks[best], best, out newest);
        _isFresh = tasks[best].Type == TaskType.Events || (_item == newest && tasks[best].Type is TaskType.Daily or TaskType.Settlement or TaskType.Demand);
        _chore = tasks[best].Type switch
        {
            TaskType.Events => _event,
            TaskType.Clock => _clock,
            TaskType.Profile => _profile,
            TaskType.Settlement or TaskType.Demand => _settlement,
            _ => _freeze,
        };
        _silences = 0;
        _noises = 0;
        _refusals = 0;
        _chore.Begin(_meters[_place], best, _item);
        return true;
    }

    private bool IsDue(PlanTask task, int index, long now)
    {
        if (task.Type == TaskType.Events)
        {
            return !Desk.IsCrowded; // What would not be journalled is not asked for: it is urgent, and would take the line.
        }

        if (task.Type == TaskType.Profile)
        {
            return IsMissed(task, index, now);
        }

        var meter = _meters[_place];
        var state = Desk.State;
        var item = ItemOf(task, index, out var newest);

        if (item < newest && Desk.IsPressed)
        {
            return false; // What is old is safe where it is.
        }

        // :: What its memory can no longer hold, or was found not to hold, is explained without asking.
        while (task.IsDated && item <= newest
            && (newest - item >= task.Depth || (index == _taskOfOldest && meter == _meterOfOldest && item < _oldest)))
        {
            _task = index;
            _item = item;
            if (!Explain(Cause.NotInMemory, now))
            {
                _taskAt[_firstTask[_place] + index] = now + OwedLimits.FlashRetry;
                return false;
            }

            state.Settle(state.IndexOf(meter, index), item++);
        }

        return item <= newest;
    }

    /// <summary>True when slots of a meter were missed that its load records may hold.</summary>
    private bool IsMissed(PlanTask task, int index, long now)
    {
        var meter = _meters[_place];
        var state = Desk.State.IndexOf(meter, index);
        var local = Desk.LocalOf(meter) - OwedLimits.DueAfter;
        var unix = Desk.UnixOf(meter, 0);
        var newest = OwedItems.Newest(task, local);
        if (Desk.State.Settled(state) == OwedState.Unknown)
        {
            Desk.Gaps.Miss(meter, unix + ((long)(newest - OwedItems.Within(task, Desk.Plan.Horizon) + 1) * task.When), unix + ((long)newest * task.When));
            Desk.State.Settle(state, 0);
            Desk.SaveSoon(now);
        }

        if (Desk.IsPressed || !Desk.Gaps.TryOldest(meter, out var first, out var last))
        {
            return false;
        }

        // :: What is older than the memory is deep is told without asking.
        var step = task.When / 60;
        var held = (int)((unix + ((long)(newest - task.Depth + 1) * task.When) - Dlt645Moment.Epoch) / 60);
        if (first < held)
        {
            var to = last < held ? last : held - step;
            if (!Desk.TellGap(meter, index, Dlt645Moment.Epoch + (first * 60L), Dlt645Moment.Epoch + (to * 60L), Cause.NotInMemory, now))
            {
                _taskAt[_firstTask[_place] + index] = now + OwedLimits.FlashRetry;
                return false;
            }

            for (; first <= to; first += step)
            {
                Desk.Gaps.Settle(meter, first, step);
            }

            Desk.SaveSoon(now);
            return IsMissed(task, index, now);
        }

        return first * 60L <= unix + ((long)newest * task.When) - Dlt645Moment.Epoch;
    }

    /// <summary>The oldest item that is owed.</summary>
    private int ItemOf(PlanTask task, int index, out int newest)
    {
        var meter = _meters[_place];
        var local = Desk.LocalOf(meter) - OwedLimits.DueAfter;
        var state = Desk.State;
        var settled = state.Settled(state.IndexOf(meter, index));
        if (task.Type == TaskType.Clock)
        {
            newest = (int)(local / task.When);
            return settled == newest ? newest + 1 : newest; // Yesterday's clock is nobody's.
        }

        newest = OwedItems.Newest(task, local);
        if (settled == OwedState.Unknown || settled > newest)
        {
            // Nothing is known, or the clock that knew it was ahead.
            settled = newest - OwedItems.Within(task, Desk.Plan.Horizon);
            state.Settle(state.IndexOf(meter, index), settled);
        }

        return settled + 1;
    }

    private static int Rank(PlanTask task) => task.Type == TaskType.Events ? 0 : task.Type == TaskType.Clock ? 4
        : task.Type is TaskType.Daily or TaskType.Settlement or TaskType.Demand ? 1 : task.Type == TaskType.Hourly ? 2 : 3;
}
