using Wattline.Firmware.Lines;
using Wattline.Firmware.Meters;
using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Owed;

/// <summary>
/// What the meters of one line remember and we have not got. The meters come in turn, one item each; of a meter events
/// come first, then what is billed, its oldest item first: that is the next that its memory will lose.
/// </summary>
internal sealed partial class OwedLine
{
    private readonly LineMachine _line;
    private readonly PlanRead _question = new PlanRead();
    private readonly Dlt645Request _request = new Dlt645Request();
    private readonly FreezeChore _freeze;
    private readonly SettlementChore _settlement;
    private readonly EventChore _event;
    private readonly ClockChore _clock;
    private readonly ProfileChore _profile;
    private int[] _meters = new int[0];
    private long[] _meterAt = new long[0];
    private int[] _meterPause = new int[0];
    private long[] _taskAt = new long[0];
    private int[] _told = new int[0];
    private int[] _placeOf = new int[0];
    private int[] _firstTask = new int[0];
    private Chore _chore;
    private int _cursor;
    private int _looked;
    private int _place;
    private int _task;
    private int _item;
    private bool _isFresh;
    private int _silences;
    private int _noises;
    private int _refusals;
    private int _taskOfOldest = -1;
    private int _meterOfOldest;
    private int _oldest;

    public OwedLine(LineMachine line, OwedDesk desk)
    {
        _line = line;
        Desk = desk;
        _freeze = new FreezeChore(this);
        _settlement = new SettlementChore(this);
        _event = new EventChore(this);
        _clock = new ClockChore(this);
        _profile = new ProfileChore(this);
    }

    public OwedDesk Desk { get; }

    /// <summary>The line's DL/T 645 master.</summary>
    public Dlt645Master Dlt645 => _line.Dlt645;

    /// <summary>When there may be a question to ask.</summary>
    public long NextWake { get; private set; } = long.MaxValue;

    /// <summary>Items settled since the start.</summary>
    public int ItemsSettled { get; private set; }

    /// <summary>Takes the meters of the desk's plan that are on the line.</summary>
    public void Adopt(int line, long now)
    {
        var plan = Desk.Plan;
        int count = 0, tasks = 0;
        _placeOf = new int[plan.Meters];
        for (var meter = 0; meter < plan.Meters; meter++)
        {
            _placeOf[meter] = plan.Lines[meter] == line && plan.Template(meter).Tasks.Length > 0 ? count++ : -1;
        }

        _meters = new int[count];
        _meterAt = new long[count];
        _meterPause = new int[count];
        _firstTask = new int[count];
        for (var meter = 0; meter < plan.Meters; meter++)
        {
            var place = _placeOf[meter];
            if (place >= 0)
            {
                _meters[place] = meter;
                _firstTask[place] = tasks;
                tasks += plan.Template(meter).Tasks.Length;
            }
        }

        _taskAt = new long[tasks];
        _told = new int[tasks];
        for (var i = 0; i < tasks; i++)
        {
            _told[i] = int.MinValue;
        }

        _chore = null;
        _cursor = 0;
        _taskOfOldest = -1;
        Stir(now);
    }

    /// <summary>Something may be due that was not.</summary>
    public void Stir(long now)
    {
        _looked = 0;
        NextWake = _meters.Length == 0 ? long.MaxValue : now;
    }

    /// <summary>A meter has answered, whoever asked: it is silent no more.</summary>
    public void Heard(int meter, long now)
    {
        var place = _placeOf.Length > meter ? _placeOf[meter] : -1;
        if (place >= 0 && _meterPause[place] > 0)
        {
            _meterPause[place] = 0;
            _meterAt[place] = now;
            Stir(now);
        }
    }

    /// <summary>A meter is back after a slot or more: its records say what happened.</summary>
    public void Back(int meter, long now)
    {
        var place = _placeOf.Length > meter ? _placeOf[meter] : -1;
        if (place < 0)
        {
            return;
        }

        var tasks = Desk.Plan.Template(meter).Tasks;
        for (var task = 0; task < tasks.Length; task++)
        {
            if (tasks[task].Type == TaskType.Events)
            {
                _taskAt[_firstTask[place] + task] = now;
            }
        }

        Stir(now);
    }

    /// <summary>True when what is next is new and is billed, or an event: it goes before the registers.</summary>
    public bool IsUrgent(long now) => HasNext(now) && _isFresh;

    /// <summary>Asks the next question, if there is one.</summary>
    public bool TryAsk(long now)
    {
        if (!HasNext(now))
        {
            return false;
        }

        _chore.Ask(now);
        return true;
    }

    /// <summary>Asks a read that a chore makes up.</summary>
    /// <param name="bytes">Bytes of values that the answer should have.</param>
    public void Read(int meter, uint identifier, int bytes, long now)
    {
        _question.Identifier = identifier;
        _question.Channels = 1;
        _question.ValueBytes = bytes;
        _question.NumberBytes = bytes;
        _question.HasSign = false;
        _question.HasMoments = false;
        _line.AskRead(meter, _question, now);
    }

    /// <summary>Asks a read of the plan under another identifier.</summary>
    public void Read(int meter, PlanRead read, uint identifier, long now)
    {
        _question.Identifier = identifier;
        _question.Channels = read.Channels;
        _question.ValueBytes = read.ValueBytes;
        _question.NumberBytes = read.NumberBytes;
        _question.HasSign = read.HasSign;
        _question.HasMoments = read.HasMoments;
        _line.AskRead(meter, _question, now);
    }

    /// <summary>Asks for load records from a moment on.</summary>
    /// <param name="number">The class, 0 for all.</param>
    /// <param name="minute">Minutes since 2000 of the meter's zone.</param>
    /// <param name="bytes">Bytes that the answer should have.</param>
    public void ReadRecords(int meter, int number, int blocks, long minute, int bytes, long now)
    {
        var day = minute / 1440;
        var month = Dlt645Moment.MonthOf(ref day);
        var hour = (int)(minute / 60 % 24);
        _request.ReadFrom(RecordsOf(number) + 1, blocks, month / 12, (month % 12) + 1, (int)day, hour, (int)(minute % 60), bytes);
        _line.AskRequest(meter, _request, now);
    }

    /// <summary>Asks for the latest load record, or the earliest.</summary>
    public void ReadRecords(int meter, int number, bool latest, int bytes, long now)
    {
        _request.ReadBlocks(RecordsOf(number) + (latest ? 2u : 0u), 1, bytes);
        _line.AskRequest(meter, _request, now);
    }

    /// <summary>Tells one meter the time (08H), which it does not answer.</summary>
    /// <param name="local">Seconds since 2000 of its zone.</param>
    public void SetTime(int meter, long local, long now)
    {
        var day = local / 86400;
        var month = Dlt645Moment.MonthOf(ref day);
        var second = (int)(local % 86400);
        _request.BroadcastTime(month / 12, (month % 12) + 1, (int)day, second / 3600, second / 60 % 60, second % 60);
        _line.AskRequest(meter, _request, now);
    }

    /// <summary>Takes the outcome of the question.</summary>
    public void Take(IMeterMaster master, long now)
    {
        if (_chore == null)
        {
            return; // A newer plan came.
        }

        switch (master.Outcome)
        {
            case MeterOutcome.Silent:
                if (++_silences > OwedLimits.RetriesOfSilence)
                {
                    Rest(now);
                    Delay(Cause.Silent, now, now);
                }

                return;
            case MeterOutcome.Noise:
                TakeNoise(now);
                return;
            case MeterOutcome.Refused:
                if (++_refusals < 2)
                {
                    return; // An abnormal answer carries no identifier: it must come twice.
                }

                Conclude(_chore.Refused(now), now);
                return;
            default:
                Conclude(_chore.Answered(master, now), now);
                return;
        }
    }

    private void Conclude(int result, long now)
    {
        if (result == Chore.Broken)
        {
            TakeNoise(now);
            return;
        }

        _silences = 0;
        _noises = 0;
        _refusals = 0;
        _meterPause[_place] = 0;
        switch (result)
        {
            case Chore.Going:
                return;
            case Chore.Done:
                Settle(now);
                return;
            case Chore.Absent:
                KeepOldest();
                if (Explain(_chore.Cause, now))
                {
                    Settle(now);
                }
                else
                {
                    Retry(OwedLimits.FlashRetry, now);
                }

                return;
            case Chore.Later:
                Delay(_chore.Cause, now + OwedLimits.LaterEvery, now);
                return;
            default:
                Retry(OwedLimits.FlashRetry, now);
                return;
        }
    }

    private void TakeNoise(long now)
    {
        if (++_noises > OwedLimits.RetriesOfNoise)
        {
            Rest(now);
            Delay(Cause.Noise, now, now);
        }
    }

    /// <summary>The meter is left alone for a while.</summary>
    private void Rest(long now)
    {
        var pause = _meterPause[_place] == 0 ? OwedLimits.SilentFirst : _meterPause[_place] * 2;
        _meterPause[_place] = pause < OwedLimits.SilentMost ? pause : OwedLimits.SilentMost;
        _meterAt[_place] = now + _meterPause[_place];
    }

    private void Retry(int pause, long now)
    {
        _taskAt[_firstTask[_place] + _task] = now + pause;
        End();
    }

    /// <summary>The item cannot be had now. When it has been due for long, the reason is told; it stays owed.</summary>
    private void Delay(int cause, long until, long now)
    {
        var index = _firstTask[_place] + _task;
        var task = TaskNow;
        if (HasItems(task) && _told[index] < _item
            && Desk.LocalOf(_meters[_place]) - OwedItems.TimeOf(task, _item) > OwedLimits.ToldAfter && Explain(cause, now))
        {
            _told[index] = _item;
        }

        _taskAt[index] = until;
        End();
    }

    private static uint RecordsOf(int number) => 0x06000000u + ((uint)number << 16);

    private PlanTask TaskNow => Desk.Plan.Template(_meters[_place]).Tasks[_task];

    private void Settle(long now)
    {
        var task = TaskNow;
        var index = Desk.State.IndexOf(_meters[_place], _task);
        if (task.Type == TaskType.Events)
        {
            _taskAt[_firstTask[_place] + _task] = now + (task.When * 1000L);
            Desk.Save(now); // An occurrence is told once.
        }
        else if (task.Type != TaskType.Profile)
        {
            // Where older items were lost meanwhile, they come first, and this one again behind them.
            if (task.Type == TaskType.Clock || Desk.State.Settled(index) == _item - 1)
            {
                Desk.State.Settle(index, _item);
            }

            ItemsSettled++;
        }

        End();
    }

    private void End()
    {
        _chore = null;
        _cursor = (_place + 1) % _meters.Length;
        _looked = 0;
    }

    /// <summary>What a search found of the memory's end spares the next items of the same memory theirs.</summary>
    private void KeepOldest()
    {
        if (_chore == _freeze)
        {
            _meterOfOldest = _meters[_place];
            _taskOfOldest = _task;
            _oldest = _freeze.Oldest;
        }
    }

    /// <summary>True when a task's items are settled one after the other; of the load profile only gaps are read.</summary>
    private static bool HasItems(PlanTask task) => task.IsDated && task.Type != TaskType.Profile;

    private bool Explain(int cause, long now)
    {
        var task = TaskNow;
        var meter = _meters[_place];
        return !HasItems(task) || Desk.Writer.Add(
            Desk.Plan, ItemChore.KindOf(task), _task, Desk.UnixOf(meter, OwedItems.TimeOf(task, _item)), meter, cause, Desk.OffsetOf(meter),
            null, null, 0, now);
    }
}
