using Wattline.Simulators.Meters.Relay;

namespace Wattline.Simulators.Meters;

/// <summary>The identifiers of DL/T 645-2007 annex A that this meter has; all others are "no such data".</summary>
public sealed partial class SimulatedMeter
{
    // A steady household: power factor 0.950, so reactive is 0.329 and apparent 1.053 of active.
    private const int ReactivePermille = 329, ApparentPermille = 1053, PowerFactorPermille = 950, AngleTenths = 182;
    private const byte Block = 0xFF;

    private byte _combinedActive;
    private byte _profileClasses;

    /// <summary>The value of an identifier at a time, as bytes on the wire without the offset of 33H; null when there is none.</summary>
    public byte[]? ValueOf(uint identifier, long micros)
    {
        var value = new BcdWriter();
        return TryValue(identifier, micros, value) ? value.Written.ToArray() : null;
    }

    /// <summary>What a phase measures at a time: 0 the sum, 1 to 3 phases A to C; null for a phase that does not exist.</summary>
    public MeterInstant? InstantAt(int phase, long micros)
    {
        if (phase > _settings.Phases)
            return null;
        var total = _load.WattsAt(micros) * 10;
        // Phase A carries what does not divide by three.
        var share = total / _settings.Phases;
        var active = phase == 0 ? total : phase == 1 ? total - (share * (_settings.Phases - 1)) : share;
        var factor = active == 0 ? 1000 : PowerFactorPermille;
        var voltage = phase == 0 ? 0 : 2200 + Wobble(phase, micros, 50);
        return new MeterInstant(
            voltage,
            phase == 0 ? 0 : (int)(active * 1_000_000L / ((long)voltage * factor)),
            active, active * ReactivePermille / 1000, (int)((long)active * ApparentPermille / 1000),
            factor, active == 0 ? 0 : AngleTenths);
    }

    private bool TryValue(uint identifier, long micros, BcdWriter into) => (byte)(identifier >> 24) switch
    {
        0x00 => TryEnergy((byte)(identifier >> 16), (byte)(identifier >> 8), (byte)identifier, micros, into),
        0x01 => TryDemand((byte)(identifier >> 16), (byte)(identifier >> 8), (byte)identifier, micros, into),
        0x02 => TryMeasured((byte)(identifier >> 16), (byte)(identifier >> 8), (byte)identifier, micros, into),
        0x03 => TryEvent((byte)(identifier >> 16), (byte)(identifier >> 8), (byte)identifier, into),
        0x04 => TryParameter(identifier, micros, into),
        0x05 => TryFrozen((byte)(identifier >> 16), (byte)(identifier >> 8), (byte)identifier, into),
        0x1D or 0x1E => TrySwitching(identifier, into),
        _ => false,
    };

    private bool TryEnergy(byte kind, byte tariff, byte settlement, long micros, BcdWriter into)
    {
        if (settlement == 0)
            return TryEnergyAt(kind, tariff, micros, into);
        if (settlement == Block)
        {
            if (tariff == Block || !TryEnergyAt(kind, tariff, micros, into))
                return false;
            for (var n = 1; n <= MeterLimits.SettlementsKept; n++)
                if (_memory.Settlements.TryLast(n, out var one))
                    TryEnergyAt(kind, tariff, one.Micros, into);
                else
                    into.Missing(4);
            return true;
        }
        if (_memory.Settlements.TryLast(settlement, out var settled))
            return TryEnergyAt(kind, tariff, settled.Micros, into);
        if (!_settings.SaysNoValue || settlement > MeterLimits.SettlementsKept || !TryEnergyAt(kind, tariff, micros, new BcdWriter()))
            return false;
        into.Missing(tariff == Block ? 4 * (1 + TariffsMax) : 4);
        return true;
    }

    private bool TryEnergyAt(byte kind, byte tariff, long micros, BcdWriter into)
    {
        if (tariff is > TariffsMax and not Block)
            return false;
        if (kind is >= 0x14 and < 0x50)
            return TryPhaseEnergy(kind, tariff, micros, into);
        if (Permille(kind) is not { } permille)
            return false;
        for (var i = tariff == Block ? 0 : tariff; i <= (tariff == Block ? TariffsMax : tariff); i++)
            into.Number(_registers.Shows(i, permille, kind is 0x01 || (kind == 0 && permille > 0), micros), 4);
        return true;
    }

    // 15 to 1E phase A, 29 to 32 phase B, 3D to 46 phase C; only totals.
    private bool TryPhaseEnergy(byte kind, byte tariff, long micros, BcdWriter into)
    {
        int phase = kind / 0x14, of = kind % 0x14;
        if (tariff != 0 || of == 0 || Permille((byte)of) is not { } permille)
            return false;
        if (phase > _settings.Phases)
            into.Missing(4);
        else
            into.Number(_registers.Shows(0, permille, false, micros) / _settings.Phases, 4);
        return true;
    }

    // There is no export. Combined 1 is quadrants I + II, combined 2 III + IV, by the mode words.
    private int? Permille(byte kind) => kind switch
    {
        0x00 => (_combinedActive & 1) != 0 ? 1000 : 0,
        0x01 => 1000,
        0x03 or 0x05 => ReactivePermille,
        0x02 or 0x04 or 0x06 or 0x07 or 0x08 or 0x0A => 0,
        0x09 => ApparentPermille,
        _ => null,
    };

    private bool TryMeasured(byte quantity, byte phase, byte index, long micros, BcdWriter into)
    {
        if (quantity == 0x80)
            return phase == 0 && TryMeasuredOnce(index, micros, into);
        // Voltage, current and angle have no sum.
        var first = quantity is 0x01 or 0x02 or 0x07 ? 1 : 0;
        if (quantity is < 0x01 or > 0x07 || index != 0 || (phase != Block && (phase < first || phase > 3)))
            return false;
        for (var i = phase == Block ? first : phase; i <= (phase == Block ? 3 : phase); i++)
        {
            var bytes = quantity is 0x01 or 0x06 or 0x07 ? 2 : 3;
            if (InstantAt(i, micros) is { } measured)
                into.Number(Quantity(quantity, measured), bytes);
            else
                into.Missing(bytes);
        }
        return true;
    }

    private static int Quantity(byte quantity, MeterInstant measured) => quantity switch
    {
        0x01 => measured.VoltageTenths,
        0x02 => measured.CurrentMilliamperes,
        0x03 => measured.ActiveTenths,
        0x04 => measured.ReactiveTenths,
        0x05 => measured.ApparentTenths,
        0x06 => measured.PowerFactorPermille,
        _ => measured.AngleTenths,
    };

    private bool TryMeasuredOnce(byte index, long micros, BcdWriter into)
    {
        switch (index)
        {
            case 0x01: into.Number(0, 3); return true; // Neutral current of a balanced meter.
            case 0x02: into.Number(5000 + Wobble(4, micros, 5), 2); return true;
            case 0x03: into.Number(_load.WattsAt(Math.Max(0, micros - 60_000_000)) * 10, 3); return true;
            case 0x04: into.Number(_demand.Demand(micros), 3); return true;
            case 0x05: into.Number(_demand.Demand(micros) * ReactivePermille / 1000, 3); return true;
            case 0x06: into.Number((int)((long)_demand.Demand(micros) * ApparentPermille / 1000), 3); return true;
            case 0x07: into.Number(235 + Wobble(5, micros, 20), 2); return true;
            case 0x08 or 0x09: into.Number(360, 2); return true;
            case 0x0A: into.Number(0, 4); return true;
            default: return false;
        }
    }

    private bool TryParameter(uint identifier, long micros, BcdWriter into)
    {
        var shown = _clock.Shows(micros);
        switch (identifier)
        {
            case 0x04000101:
                into.Number((int)shown.DayOfWeek, 1);
                into.Number(shown.Day, 1);
                into.Number(shown.Month, 1);
                into.Number(shown.Year % 100, 1);
                return true;
            case 0x04000102:
                into.Number(shown.Second, 1);
                into.Number(shown.Minute, 1);
                into.Number(shown.Hour, 1);
                return true;
            case 0x0400010C:
                into.Number(shown.Second, 1);
                into.Number(shown.Minute, 1);
                into.Number(shown.Hour, 1);
                into.Number((int)shown.DayOfWeek, 1);
                into.Number(shown.Day, 1);
                into.Number(shown.Month, 1);
                into.Number(shown.Year % 100, 1);
                return true;
            case 0x04000103: into.Number(_demand.WindowMinutes, 1); return true;
            case 0x04000104: into.Number(1, 1); return true;
            case 0x04000401 or 0x04000402:
                foreach (var digits in _address)
                    into.Byte(digits);
                return true;
            case 0x04000404: into.Text("220V", 6); return true;
            case 0x04000405: into.Text("5A", 6); return true;
            case 0x04000406: into.Text("60A", 6); return true;
            case 0x04000409 or 0x0400040A: into.Number(_settings.Constant, 3); return true;
            case >= 0x04000501 and <= 0x04000507: StatusWord((int)(identifier & 0xF), into); return true;
            case 0x040005FF:
                for (var word = 1; word <= 7; word++)
                    StatusWord(word, into);
                return true;
            case 0x04000601: into.Byte(_combinedActive); return true;
            case 0x04000901: into.Byte(_profileClasses); return true;
            case 0x04000902: into.Byte(0xFF); return true;
            case >= 0x04000A02 and <= 0x04000A07: into.Number(_memory.ProfileMinutes, 2); return true;
            case 0x04000B01: into.Number(_memory.SettlementDay.Hour, 1); into.Number(_memory.SettlementDay.Day, 1); return true;
            case 0x04000B02 or 0x04000B03: into.Number(9999, 2); return true;
            case 0x04000602: into.Byte(0x05); return true;
            case 0x04000603: into.Byte(0x50); return true;
            default: return false;
        }
    }

    // 1: battery; 3: relay, what it was told, the alarm before a trip, keep-power (State Grid's bits 6, 7 and 12).
    private void StatusWord(int word, BcdWriter into)
    {
        var bits = word switch
        {
            1 => ClockBatteryIsDead ? 1 << 2 : 0,
            3 => (Relay != RelayState.Closed ? 1 << 4 : 0) | (_relayOrderedOpen ? 1 << 6 : 0)
                | (_tripDueMicros != long.MaxValue ? 1 << 7 : 0) | (KeepsPower ? 1 << 12 : 0),
            _ => 0,
        };
        into.Byte(bits & 0xFF);
        into.Byte(bits >> 8);
    }

    /// <summary>A number within plus or minus <paramref name="span"/> that depends on meter, quantity and minute only.</summary>
    private int Wobble(int quantity, long micros, int span)
    {
        var mix = ((ulong)micros / 60_000_000) + ((ulong)(uint)_settings.Seed << 32) + ((ulong)quantity << 24);
        // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
        mix = (mix ^ mix >> 30) * 0xBF58476D1CE4E5B9;
        mix = (mix ^ mix >> 27) * 0x94D049BB133111EB;
        mix ^= mix >> 31;
        return (int)(mix % (ulong)((2 * span) + 1)) - span;
    }
}
