using Wattline.Simulators.Meters.Memory;

namespace Wattline.Simulators.Meters;

/// <summary>What the meter kept: demands, settlements, freezes, the load profile (DL/T 645-2007, tables A.2, A.6, A.7, annex B).</summary>
public sealed partial class SimulatedMeter
{
    private const int TariffsMax = 4;

    // The kinds that a freeze holds, by DI1 = 01 to 08.
    private static readonly byte[] _frozenKinds = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08];

    private bool TryDemand(byte kind, byte tariff, byte settlement, long micros, BcdWriter into)
    {
        if (Permille(kind) is not { } permille || kind == 0 || tariff is > TariffsMax and not Block || (tariff == Block && settlement == Block))
            return false;
        for (var n = settlement == Block ? 0 : settlement; n <= (settlement == Block ? MeterLimits.SettlementsKept : settlement); n++)
        {
            MeterSnapshot settled = default;
            if (n > MeterLimits.SettlementsKept || (n > 0 && !_memory.Settlements.TryLast(n, out settled)))
            {
                if (n > MeterLimits.SettlementsKept || (settlement != Block && !_settings.SaysNoValue))
                    return false;
                into.Missing(8 * (tariff == Block ? 1 + TariffsMax : 1));
                continue;
            }
            var demands = n == 0 ? _demand.At(micros) : _demand.At(settled.Micros);
            Demands(demands, permille, tariff, into);
        }
        return true;
    }

    private static void Demands(IReadOnlyList<MaxDemand> demands, int permille, byte tariff, BcdWriter into)
    {
        for (var i = tariff == Block ? 0 : tariff; i <= (tariff == Block ? TariffsMax : tariff); i++)
        {
            var tenths = (int)((long)demands[i].Tenths * permille / 1000);
            into.Number(tenths, 3);
            into.Minute(tenths == 0 ? default : demands[i].At);
        }
    }

    private bool TryFrozen(byte kind, byte part, byte number, BcdWriter into)
    {
        if (kind >= MeterLimits.FreezesKept.Count || number == 0 || number > MeterLimits.FreezesKept[kind])
            return false;
        var isHourly = kind == (byte)FreezeKind.Hourly;
        if (isHourly ? part is > 0x02 and not Block : part is > 0x0A and not 0x10 and not Block)
            return false;
        if (!_memory.Of((FreezeKind)kind).TryLast(number, out var frozen))
        {
            if (!_settings.SaysNoValue)
                return false;
            into.Missing(part == 0 ? 5 : isHourly ? part == Block ? 13 : 4 : part is >= 0x01 and <= 0x08 ? 20 : part == Block ? 269 : part == 0x10 ? 24 : 40);
            return true;
        }
        if (isHourly)
            FrozenHour(part, frozen, into);
        else
            FrozenParts(part, frozen, into);
        return true;
    }

    private void FrozenHour(byte part, MeterSnapshot frozen, BcdWriter into)
    {
        if (part is 0x00 or Block)
            into.Minute(frozen.Stamp);
        if (part is 0x01 or Block)
            TryEnergyAt(0x01, 0, frozen.Micros, into);
        if (part is 0x02 or Block)
            TryEnergyAt(0x02, 0, frozen.Micros, into);
    }

    private void FrozenParts(byte part, MeterSnapshot frozen, BcdWriter into)
    {
        if (part is 0x00 or Block)
            into.Minute(frozen.Stamp);
        for (byte i = 1; i <= _frozenKinds.Length; i++)
            if (part == i || part == Block)
                TryEnergyAt(_frozenKinds[i - 1], Block, frozen.Micros, into);
        if (part is 0x09 or Block)
            Demands(_demand.At(frozen.Micros), 1000, Block, into);
        if (part is 0x0A or Block)
            Demands(_demand.At(frozen.Micros), 0, Block, into);
        if (part is 0x10 or Block)
            Powers(frozen.Micros, into);
    }

    private void Powers(long micros, BcdWriter into)
    {
        foreach (var quantity in (ReadOnlySpan<byte>)[0x03, 0x04])
            for (var phase = 0; phase <= 3; phase++)
                if (InstantAt(phase, micros) is { } measured)
                    into.Number(Quantity(quantity, measured), 3);
                else
                    into.Missing(3);
    }

    /// <summary>Blocks of the load profile: DI2 = 00 all classes, 01 to 06 one of them; DI0 earliest, from a moment, latest.</summary>
    private bool TryProfile(byte @class, byte which, ReadOnlySpan<byte> request, BcdWriter into)
    {
        var blocks = request.Length == 0 ? 1 : Digits(request[0]);
        if (@class > 6 || which > 2 || blocks is < 1 || request.Length is not (0 or 1 or 6) || (which == 1) != (request.Length == 6))
            return false;
        var records = _memory.Profile.Items;
        var first = which switch { 0 => 0, 2 => Math.Max(0, records.Count - blocks), _ => FirstFrom(records, request[1..]) };
        if (first < 0 || first >= records.Count)
            return false;
        foreach (var record in records.Skip(first).Take(blocks))
            Block06(record, @class, into);
        return true;
    }

    private static int FirstFrom(IReadOnlyList<MeterSnapshot> records, ReadOnlySpan<byte> moment)
    {
        if (TimeOf([0, .. moment]) is not { } from)
            return -1;
        for (var i = 0; i < records.Count; i++)
            if (records[i].Stamp >= from)
                return i;
        return -1;
    }

    private void Block06(MeterSnapshot record, byte @class, BcdWriter into)
    {
        var body = new BcdWriter();
        body.Minute(record.Stamp);
        for (var i = 1; i <= 6; i++)
        {
            if ((@class == 0 || @class == i) && (_profileClasses & (1 << (i - 1))) != 0)
                Class(i, record.Micros, body);
            body.Byte(0xAA);
        }
        var start = into.Count;
        into.Byte(0xA0);
        into.Byte(0xA0);
        into.Byte(body.Count);
        into.Bytes(body.Written);
        var sum = 0;
        foreach (var value in into.Written[start..])
            sum += value;
        into.Byte(sum & 0xFF);
        into.Byte(0xE5);
    }

    private void Class(int number, long micros, BcdWriter into)
    {
        switch (number)
        {
            case 1:
                TryMeasured(0x01, Block, 0, micros, into);
                TryMeasured(0x02, Block, 0, micros, into);
                TryMeasuredOnce(0x02, micros, into);
                break;
            case 2:
                Powers(micros, into);
                break;
            case 3:
                TryMeasured(0x06, Block, 0, micros, into);
                break;
            case 4 or 5:
                foreach (var kind in number == 4 ? _frozenKinds.AsSpan(0, 4) : _frozenKinds.AsSpan(4, 4))
                    TryEnergyAt(kind, 0, micros, into);
                break;
            default:
                into.Number(_demand.Demand(micros), 3);
                into.Number(_demand.Demand(micros) * ReactivePermille / 1000, 3);
                break;
        }
    }

    private static int Digits(byte value) => value >> 4 > 9 || (value & 0xF) > 9 ? -1 : ((value >> 4) * 10) + (value & 0xF);
}
