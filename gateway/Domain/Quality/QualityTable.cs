namespace Wattline.Gateway.Domain;

/// <summary>
/// Every quality code of the product, in one place. Systems and categories are those of IEC 61968-9 (ReadingQualityType);
/// indices are the product's own, from 1001. A row's place is its bit in a <see cref="QualitySet"/>: rows are only ever added at the end.
/// </summary>
public static class QualityTable
{
    /// <summary>Causes run from 1 to this (docs/uplink.md, readings).</summary>
    public const int CauseMax = 15;

    // Why there is no value (docs/uplink.md). Nothing can be billed or cut off on nothing.
    public static readonly Quality Silent = FromConcentrator("silent", QualitySystem.HeadEnd, 1);
    public static readonly Quality Noise = FromConcentrator("noise", QualitySystem.HeadEnd, 2);
    public static readonly Quality Refused = FromConcentrator("refused", QualitySystem.Device, 3);
    public static readonly Quality NoValue = FromConcentrator("no_value", QualitySystem.Device, 4);
    public static readonly Quality ConcentratorDown = FromConcentrator("concentrator_down", QualitySystem.HeadEnd, 5);
    public static readonly Quality WindowClosed = FromConcentrator("window_closed", QualitySystem.HeadEnd, 6);
    public static readonly Quality Overwritten = FromConcentrator("overwritten", QualitySystem.HeadEnd, 7);
    public static readonly Quality NoClock = FromConcentrator("no_clock", QualitySystem.HeadEnd, 8);
    public static readonly Quality JournalRefused = FromConcentrator("journal_refused", QualitySystem.HeadEnd, 9);
    public static readonly Quality NoSupply = FromConcentrator("no_supply", QualitySystem.Device, 10);
    public static readonly Quality NotInMemory = FromConcentrator("not_in_memory", QualitySystem.Device, 11);
    public static readonly Quality NoDate = FromConcentrator("no_date", QualitySystem.Device, 12);
    public static readonly Quality OtherMeter = FromConcentrator("other_meter", QualitySystem.Device, 13);
    public static readonly Quality Busy = FromConcentrator("busy", QualitySystem.Device, 14);
    public static readonly Quality Unauthenticated = FromConcentrator("unauthenticated", QualitySystem.Device, 15);

    /// <summary>A register lower than the last one of the same meter: an exchange, a rollover, or another meter's answer.</summary>
    public static readonly Quality ValueBackwards = new("value_backwards", new(QualitySystem.HeadEnd, QualityCategory.FailedValidation, 1001), QualitySetter.Gateway, 0, true, true);

    /// <summary>A register that rose by more than the connection can carry in the time between.</summary>
    public static readonly Quality ValueBeyondCapacity = new("value_beyond_capacity", new(QualitySystem.HeadEnd, QualityCategory.FailedValidation, 1002), QualitySetter.Gateway, 0, true, true);

    /// <summary>A slot more than a day ahead of the gateway's clock.</summary>
    public static readonly Quality SlotInFuture = new("slot_in_future", new(QualitySystem.HeadEnd, QualityCategory.Reasonability, 1001), QualitySetter.Gateway, 0, true, true);

    /// <summary>A slot before 2000-01-01: a clock that was never set.</summary>
    public static readonly Quality SlotBefore2000 = new("slot_before_2000", new(QualitySystem.HeadEnd, QualityCategory.Reasonability, 1002), QualitySetter.Gateway, 0, true, true);

    /// <summary>A unit that cannot be turned into the one the registry has for the channel.</summary>
    public static readonly Quality UnitMismatch = new("unit_mismatch", new(QualitySystem.HeadEnd, QualityCategory.Reasonability, 1003), QualitySetter.Gateway, 0, true, true);

    /// <summary>The meter stamped the value itself, with a clock far from the concentrator's.</summary>
    public static readonly Quality Clock = new("clock", new(QualitySystem.Device, QualityCategory.Diagnostics, 1001), QualitySetter.Gateway, 0, true, true);

    /// <summary>Came after the period was settled: true, but no longer part of that bill.</summary>
    public static readonly Quality Late = new("late", new(QualitySystem.MeterData, QualityCategory.Collection, 1001), QualitySetter.Cloud, 0, true, false);

    // What the cloud finds with history on both sides. None of these travels from a gateway.

    /// <summary>A register fell, or rose by more than possible, and went on from there; neither an exchange nor a rollover explains it: what was used across the step is not known.</summary>
    public static readonly Quality RegisterReset = FromCloud("register_reset", QualityCategory.FailedValidation, 1001, true, true);

    /// <summary>One value below both its neighbours: busy or broken, recorded as a number.</summary>
    public static readonly Quality RegisterDip = FromCloud("register_dip", QualityCategory.FailedValidation, 1002, true, true);

    /// <summary>One value above what the connection can carry, and the next is below it again.</summary>
    public static readonly Quality RegisterSpike = FromCloud("register_spike", QualityCategory.FailedValidation, 1003, true, true);

    /// <summary>The registers of the tariffs do not add up to the total.</summary>
    public static readonly Quality TariffSum = FromCloud("tariff_sum", QualityCategory.FailedValidation, 1004, true, true);

    /// <summary>More in an interval than the connection can carry.</summary>
    public static readonly Quality High = FromCloud("high", QualityCategory.FailedValidation, 1005, true, true);

    /// <summary>Less in an interval than the template expects at least.</summary>
    public static readonly Quality Low = FromCloud("low", QualityCategory.FailedValidation, 1006, false, true);

    /// <summary>A day's peak far above its third-highest interval.</summary>
    public static readonly Quality Spike = FromCloud("spike", QualityCategory.FailedValidation, 1007, false, true);

    /// <summary>Nothing at all for longer than the template expects.</summary>
    public static readonly Quality ZeroRun = FromCloud("zero_run", QualityCategory.FailedValidation, 1008, false, true);

    /// <summary>The very same amount for longer than chance allows.</summary>
    public static readonly Quality Stuck = FromCloud("stuck", QualityCategory.FailedValidation, 1009, false, true);

    /// <summary>A voltage outside of its bounds.</summary>
    public static readonly Quality VoltageBounds = FromCloud("voltage_bounds", QualityCategory.PowerQuality, 1001, false, true);

    /// <summary>A current outside of its bounds.</summary>
    public static readonly Quality CurrentBounds = FromCloud("current_bounds", QualityCategory.PowerQuality, 1002, false, true);

    /// <summary>A power factor outside of its bounds.</summary>
    public static readonly Quality PowerFactorBounds = FromCloud("power_factor_bounds", QualityCategory.PowerQuality, 1003, false, true);

    /// <summary>The point had no supply: nothing was used, and nothing is missing.</summary>
    public static readonly Quality Unsupplied = FromCloud("unsupplied", QualityCategory.PowerQuality, 1004, false, false);

    /// <summary>Intervals and registers do not agree.</summary>
    public static readonly Quality SumCheck = FromCloud("sum_check", QualityCategory.FailedValidation, 1010, true, true);

    /// <summary>The losses of the transformer area are beyond their bounds: somebody of it is suspect.</summary>
    public static readonly Quality AreaLoss = FromCloud("area_loss", QualityCategory.FailedValidation, 1011, false, true);

    /// <summary>A point that is not active used energy.</summary>
    public static readonly Quality InactiveUse = FromCloud("inactive_use", QualityCategory.FailedValidation, 1012, true, true);

    /// <summary>The registry has no multiplier for the moment.</summary>
    public static readonly Quality MultiplierUnknown = FromCloud("multiplier_unknown", QualityCategory.Reasonability, 1001, true, true);

    /// <summary>An interval of another length than its series.</summary>
    public static readonly Quality WrongLength = FromCloud("wrong_length", QualityCategory.Reasonability, 1002, true, true);

    /// <summary>Intervals that overlap.</summary>
    public static readonly Quality Overlap = FromCloud("overlap", QualityCategory.Reasonability, 1003, true, true);

    /// <summary>Nothing came, and nobody said why.</summary>
    public static readonly Quality Missing = FromCloud("missing", QualityCategory.Collection, 1002, true, true);

    /// <summary>Estimated by a straight line between two registers, at most two hours apart.</summary>
    public static readonly Quality EstimatedLinear = FromCloud("estimated_linear", QualityCategory.Estimated, 1001, false, true);

    /// <summary>Estimated by the mean of like days, scaled to the registers around.</summary>
    public static readonly Quality EstimatedLikeDays = FromCloud("estimated_like_days", QualityCategory.Estimated, 1002, false, true);

    /// <summary>Estimated by a proxy's day, scaled to the registers around.</summary>
    public static readonly Quality EstimatedProxy = FromCloud("estimated_proxy", QualityCategory.Estimated, 1003, false, true);

    /// <summary>The registers around say how much; no like day and no proxy says when: spread evenly.</summary>
    public static readonly Quality EstimatedEvenly = FromCloud("estimated_evenly", QualityCategory.Estimated, 1004, false, true);

    /// <summary>Estimated without a register at one end at least: how much is a guess too.</summary>
    public static readonly Quality EstimatedUnscaled = FromCloud("estimated_unscaled", QualityCategory.Estimated, 1005, true, true);

    /// <summary>Nothing to estimate from.</summary>
    public static readonly Quality NoBasis = FromCloud("no_basis", QualityCategory.Questionable, 1001, true, true);

    /// <summary>Estimated for longer than the template allows.</summary>
    public static readonly Quality ProlongedEstimation = FromCloud("prolonged_estimation", QualityCategory.Questionable, 1002, true, true);

    /// <summary>What came after a person's edit says something else.</summary>
    public static readonly Quality EditContradicted = FromCloud("edit_contradicted", QualityCategory.Questionable, 1003, true, true);

    /// <summary>Set by a person.</summary>
    public static readonly Quality Edited = FromCloud("edited", QualityCategory.Edited, 1001, false, true);

    /// <summary>The table.</summary>
    public static IReadOnlyList<Quality> All { get; } = Number(
        Silent, Noise, Refused, NoValue, ConcentratorDown, WindowClosed, Overwritten,
        ValueBackwards, ValueBeyondCapacity, SlotInFuture, SlotBefore2000, UnitMismatch, Clock, Late,
        NoClock, JournalRefused,
        RegisterReset, RegisterDip, RegisterSpike, TariffSum, High, Low, Spike, ZeroRun, Stuck,
        VoltageBounds, CurrentBounds, PowerFactorBounds, Unsupplied, SumCheck, AreaLoss, InactiveUse,
        MultiplierUnknown, WrongLength, Overlap, Missing,
        EstimatedLinear, EstimatedLikeDays, EstimatedProxy, EstimatedEvenly, EstimatedUnscaled,
        NoBasis, ProlongedEstimation, EditContradicted, Edited,
        NoSupply, NotInMemory, NoDate, OtherMeter, Busy, Unauthenticated);

    private static readonly Quality[] _byCause = [.. All.Where(static row => row.Cause != 0).OrderBy(static row => row.Cause)];

    /// <summary>The row of a concentrator's cause; false for 0 (valid) and for a cause that the table does not have.</summary>
    public static bool TryFromCause(long cause, out Quality quality)
    {
        quality = Silent;
        if (cause is < 1 or > CauseMax) return false;
        quality = _byCause[(int)cause - 1];
        return true;
    }

    /// <summary>The row of a code as text ("2.6.1001").</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Quality quality)
    {
        Span<byte> text = stackalloc byte[QualityCode.TextBytesMax];
        foreach (var row in All)
        {
            row.Code.TryFormat(text, out var length);
            if (!utf8.SequenceEqual(text[..length])) continue;
            quality = row;
            return true;
        }
        quality = Silent;
        return false;
    }

    private static Quality FromConcentrator(string name, QualitySystem system, int cause) =>
        new(name, new(system, QualityCategory.Collection, 1000 + cause), QualitySetter.Concentrator, cause, BlocksBill: true, BlocksTrip: true);

    private static Quality FromCloud(string name, QualityCategory category, int index, bool blocksBill, bool blocksTrip) =>
        new(name, new(QualitySystem.MeterData, category, index), QualitySetter.Cloud, 0, blocksBill, blocksTrip);

    private static Quality[] Number(params Quality[] rows)
    {
        for (var i = 0; i < rows.Length; i++) rows[i].Row = i;
        return rows;
    }
}
