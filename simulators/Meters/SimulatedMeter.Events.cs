using Wattline.Simulators.Meters.Memory;

namespace Wattline.Simulators.Meters;

/// <summary>Events and their records (DL/T 645-2007, table A.4).</summary>
public sealed partial class SimulatedMeter
{
    private readonly SortedDictionary<ushort, EventRing> _events = [];
    private byte[] _operator = new byte[4];

    /// <summary>
    /// Something happens that the meter records: DI2 says what, DI1 at which phase or what kind. Its record is made by
    /// what the registers showed at the start and at the end.
    /// </summary>
    /// <param name="event">DI2 and DI1, such as 300D for a meter cover that was opened.</param>
    /// <param name="fromMicros">When it began.</param>
    /// <param name="untilMicros">When it ended; a cover is opened and shut.</param>
    public void Happen(ushort @event, long fromMicros, long untilMicros)
    {
        CatchUp(untilMicros);
        if (MeterEvents.Of(@event) is { } layout)
            Record(@event, BuildRecord(@event, layout, fromMicros, untilMicros), (untilMicros - fromMicros) / 60_000_000);
    }

    /// <summary>How often an event has happened.</summary>
    public long EventCount(ushort @event) => _events.TryGetValue(@event, out var ring) ? ring.Count : 0;

    private void Record(ushort @event, byte[] record, long minutes)
    {
        if (!_events.TryGetValue(@event, out var ring))
            _events.Add(@event, ring = new EventRing());
        ring.Add(record, minutes);
    }

    private bool TryEvent(byte kind, byte part, byte number, BcdWriter into)
    {
        // 03 10 is a statistic, not an event; the meter keeps none.
        if (MeterEvents.Of((ushort)((kind << 8) | (part == 0 ? MeterEvents.HasParts(kind) ? 1 : 0 : part))) is not { } layout)
            return false;
        if (number == 0)
        {
            if (MeterEvents.HasParts(kind) && part != 0)
                return false;
            for (byte i = MeterEvents.HasParts(kind) ? (byte)1 : part; i <= (MeterEvents.HasParts(kind) ? MeterEvents.Parts(kind) : part); i++)
            {
                _events.TryGetValue((ushort)((kind << 8) | i), out var counted);
                into.Number((counted?.Count ?? 0) % 1_000_000, 3);
                if (layout.HasDuration)
                    into.Number((counted?.Minutes ?? 0) % 1_000_000, 3);
            }
            return true;
        }
        if (number > MeterLimits.EventsKept || (MeterEvents.HasParts(kind) && part == 0))
            return false;
        return TryRecord((ushort)((kind << 8) | part), number, layout.Bytes, into);
    }

    private bool TryRecord(ushort @event, byte number, int bytes, BcdWriter into)
    {
        if (_events.TryGetValue(@event, out var ring) && ring.Records.TryLast(number, out var record))
        {
            into.Bytes(record);
            return true;
        }
        if (!_settings.SaysNoValue)
            return false;
        into.Missing(bytes);
        return true;
    }

    // 1D 00 00 01, 1E 00 00 01: how often the relay opened and closed; 00 01 nn when; 00 FF nn all of it.
    private bool TrySwitching(uint identifier, BcdWriter into)
    {
        var @event = (ushort)(identifier >> 24 << 8);
        byte part = (byte)(identifier >> 8), number = (byte)identifier;
        if ((identifier & 0xFFFFFF) == 1)
        {
            into.Number(EventCount(@event), 3);
            return true;
        }
        if ((byte)(identifier >> 16) != 0 || part is not 0x01 and not Block || number is < 1 or > MeterLimits.EventsKept)
            return false;
        var whole = new BcdWriter();
        if (!TryRecord(@event, number, MeterEvents.SwitchBytes, whole))
            return false;
        into.Bytes(part == Block ? whole.Written : whole.Written[..6]);
        return true;
    }

    private byte[] BuildRecord(ushort @event, MeterEvents layout, long from, long until)
    {
        var record = new BcdWriter();
        var kind = @event >> 8;
        record.Second(_clock.Shows(from));
        if (kind == 0x05)
            record.Number(0, 3); // No voltage at all: the current that flowed.
        record.Second(_clock.Shows(until));
        if (kind is 0x09 or 0x0A)
            record.Number(1234, 2); // Unbalance at most, 0.01 %.
        if (kind == 0x12)
        {
            record.Number(_demand.Demand(until), 3);
            record.Minute(_clock.Shows(until));
        }
        if (kind == 0x30)
        {
            // A cover: forward, reverse, quadrants 1 to 4, before and after.
            foreach (var at in (ReadOnlySpan<long>)[from, until])
                foreach (var energy in (ReadOnlySpan<byte>)[0x01, 0x02, 0x05, 0x06, 0x07, 0x08])
                    TryEnergyAt(energy, 0, at, record);
        }
        if (layout.HasIncrements)
            Increments(record, 1, from, until);
        for (var phase = 1; layout.HasPhases && phase <= 3; phase++)
            Phase(record, phase, layout, from, until);
        for (var i = 0; layout.HasAmpereHours && i < 4; i++)
            record.Number(0, 4);
        return record.Written.ToArray();
    }

    private void Phase(BcdWriter record, int phase, MeterEvents layout, long from, long until)
    {
        if (phase > _settings.Phases)
        {
            record.Missing(16 + layout.MomentBytes);
            return;
        }
        Increments(record, _settings.Phases, from, until);
        if (layout.MomentBytes == 0 || InstantAt(phase, from) is not { } moment)
            return;
        record.Number(moment.VoltageTenths, 2);
        record.Number(moment.CurrentMilliamperes, 3);
        record.Number(moment.ActiveTenths, 3);
        record.Number(moment.ReactiveTenths, 3);
        record.Number(moment.PowerFactorPermille, 2);
    }

    // What forward, reverse, combined reactive 1 and 2 grew by, of one phase of so many.
    private void Increments(BcdWriter record, int share, long from, long until)
    {
        foreach (var permille in (ReadOnlySpan<int>)[1000, 0, ReactivePermille, 0])
            record.Number((_registers.Shows(0, permille, false, until) - _registers.Shows(0, permille, false, from)) / share, 4);
    }
}
