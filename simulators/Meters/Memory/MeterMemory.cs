namespace Wattline.Simulators.Meters.Memory;

/// <summary>
/// What a meter keeps by its own clock: freezes, settlements, the load profile. It holds moments; what registers showed
/// then, they still know. A moment is taken once, also when the clock passes it twice.
/// </summary>
internal sealed class MeterMemory
{
    private readonly Ring<MeterSnapshot>[] _freezes =
        [.. MeterLimits.FreezesKept.Select(static depth => new Ring<MeterSnapshot>(depth))];

    private readonly DemandRegisters _demand;
    private readonly MeterSettings _settings;
    private DateTime _nextTimed, _nextHour, _nextDay, _nextSettlement, _nextProfile;
    private long _dueMicros;

    public MeterMemory(MeterSettings settings, DemandRegisters demand, MeterClock clock)
    {
        _settings = settings;
        _demand = demand;
        Profile = new Ring<MeterSnapshot>(settings.ProfileDepth);
        SettlementDay = (settings.SettlementDay, settings.SettlementHour);
        ProfileMinutes = settings.ProfileMinutes;
        Plan(clock, 0);
    }

    /// <summary>The load profile's moments.</summary>
    public Ring<MeterSnapshot> Profile { get; }

    /// <summary>The settlements, of which the newest is "last settlement day" (DI0 = 01).</summary>
    public Ring<MeterSnapshot> Settlements { get; } = new(MeterLimits.SettlementsKept);

    /// <summary>When timed freezes are taken.</summary>
    public FreezePattern Timed { get; set; } = new(0, 0, 99, 99);

    /// <summary>Day of the month and hour of the first settlement day.</summary>
    public (int Day, int Hour) SettlementDay { get; set; }

    /// <summary>Minutes from one record of the profile to the next.</summary>
    public int ProfileMinutes { get; set; }

    /// <summary>The freezes of a kind.</summary>
    public Ring<MeterSnapshot> Of(FreezeKind kind) => _freezes[(int)kind];

    /// <summary>Takes all that is due up to a time.</summary>
    public void CatchUp(long micros, MeterClock clock)
    {
        if (micros < _dueMicros)
            return;
        var shown = clock.Shows(micros);
        for (; _nextProfile <= shown; _nextProfile = _nextProfile.AddMinutes(ProfileMinutes))
            Take(Profile, _nextProfile, clock.WhenShows(_nextProfile));
        for (; _nextHour <= shown; _nextHour = _nextHour.AddHours(1))
            Take(Of(FreezeKind.Hourly), _nextHour, clock.WhenShows(_nextHour));
        for (; _nextTimed <= shown; _nextTimed = Timed.After(_nextTimed))
            Freeze(FreezeKind.Timed, _nextTimed, clock.WhenShows(_nextTimed));
        for (; _nextDay <= shown; _nextDay = _nextDay.AddDays(1))
            Freeze(FreezeKind.Daily, _nextDay, clock.WhenShows(_nextDay));
        for (; _nextSettlement <= shown; _nextSettlement = SettlementAfter(_nextSettlement))
            Settle(_nextSettlement, clock.WhenShows(_nextSettlement));
        Due(clock, micros);
    }

    /// <summary>Takes a freeze.</summary>
    public void Freeze(FreezeKind kind, DateTime stamp, long micros)
    {
        if (Take(Of(kind), stamp, micros))
            _demand.Mark(micros, resets: false);
    }

    /// <summary>
    /// The clock shows something else: after an outage, or because it was set. Midnights and settlement days that were
    /// jumped over are made up for, with the registers as they stand.
    /// </summary>
    public void Jump(DateTime before, MeterClock clock, long valuesMicros, long nowMicros)
    {
        var shown = clock.Shows(nowMicros);
        var missed = new List<DateTime>();
        for (var day = before.Date.AddDays(1); day <= shown && (shown - before).TotalDays < MeterLimits.JumpDaysMax; day = day.AddDays(1))
            missed.Add(day);
        foreach (var day in missed.TakeLast(_settings.BackfillDays))
            Freeze(FreezeKind.Daily, day, valuesMicros);
        if (missed.Count > 0)
            for (var day = SettlementAfter(before); day <= shown; day = SettlementAfter(day))
                Settle(day, valuesMicros);
        Plan(clock, nowMicros);
    }

    /// <summary>Works out what comes next, after something that decides it was changed.</summary>
    public void Plan(MeterClock clock, long micros)
    {
        var shown = clock.Shows(micros);
        _nextHour = shown.Date.AddHours(shown.Hour + 1);
        _nextDay = shown.Date.AddDays(1);
        _nextTimed = Timed.After(shown);
        _nextSettlement = SettlementAfter(shown);
        _nextProfile = shown.Date.AddMinutes(((int)shown.TimeOfDay.TotalMinutes / ProfileMinutes * ProfileMinutes) + ProfileMinutes);
        Due(clock, micros);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        foreach (var ring in _freezes)
            ring.Clear();
        Profile.Clear();
        Settlements.Clear();
    }

    private void Due(MeterClock clock, long micros)
    {
        var next = new[] { _nextTimed, _nextHour, _nextDay, _nextSettlement, _nextProfile }.Min();
        _dueMicros = Math.Max(micros, clock.WhenShows(next));
    }

    private void Settle(DateTime stamp, long micros)
    {
        if (Take(Settlements, stamp, micros))
            _demand.Mark(micros, resets: true);
    }

    private DateTime SettlementAfter(DateTime shown)
    {
        var at = new DateTime(shown.Year, shown.Month, SettlementDay.Day, SettlementDay.Hour, 0, 0);
        return at > shown ? at : at.AddMonths(1);
    }

    private static bool Take(Ring<MeterSnapshot> ring, DateTime stamp, long micros)
    {
        if (ring.TryLast(1, out var last) && last.Stamp == stamp)
            return false;
        ring.Add(new MeterSnapshot(stamp, micros));
        return true;
    }
}
