namespace Wattline.Firmware.Meters;

/// <summary>The rows: identifier, shape, name, in the order of annex A; one that stands before another is found first.</summary>
public static partial class Dlt645Formats
{
    private static readonly uint[] _keys =
    {
        // A.1: energies.
        0x00000000, 0x00010000, 0x00020000, 0x00030000, 0x00040000, 0x00050000, 0x00060000, 0x00070000, 0x00080000,
        0x00090000, 0x000A0000, 0x00800000, 0x00810000, 0x00820000, 0x00830000, 0x00840000, 0x00850000, 0x00860000,
        0x00900100, 0x00900101, 0x00900200, 0x00900201,
        // A.2: maximum demands.
        0x01010000, 0x01020000, 0x01030000, 0x01040000, 0x01050000, 0x01060000, 0x01070000, 0x01080000, 0x01090000,
        0x010A0000,
        // A.3: what is measured now.
        0x02010000, 0x02020000, 0x02030000, 0x02040000, 0x02050000, 0x02060000, 0x02070000, 0x02080000, 0x02090000,
        0x020A0000, 0x020B0000, 0x02800001, 0x02800002, 0x02800003, 0x02800004, 0x02800005, 0x02800006, 0x02800007,
        0x02800008, 0x02800009, 0x0280000A, 0x0280000B, 0x02800020,
        // A.4: events.
        0x03010000, 0x03010000, 0x03020000, 0x03020000, 0x03030000, 0x03030000, 0x03040000, 0x03040000, 0x03050000,
        0x03050000, 0x03060000, 0x03060000, 0x03070000, 0x03070000, 0x03080000, 0x03080000, 0x03090000, 0x03090000,
        0x030A0000, 0x030A0000, 0x030B0000, 0x030B0000, 0x030C0000, 0x030C0000, 0x030D0000, 0x030D0000, 0x030E0000,
        0x030E0000, 0x030F0000, 0x030F0000, 0x03110000, 0x03110000, 0x03120000, 0x03120000, 0x03300000, 0x03300000,
        0x03300100, 0x03300100, 0x03300200, 0x03300200, 0x03300300, 0x03300300, 0x03300400, 0x03300400, 0x03300500,
        0x03300500, 0x03300600, 0x03300600, 0x03300700, 0x03300700, 0x03300800, 0x03300800, 0x03300900, 0x03300900,
        0x03300A00, 0x03300A00, 0x03300B00, 0x03300B00, 0x03300C00, 0x03300C00, 0x03300D00, 0x03300D00, 0x03300E00,
        0x03300E00,
        // A.5: parameters.
        0x04000101, 0x04000102, 0x04000103, 0x04000104, 0x04000105, 0x04000106, 0x04000107, 0x0400010C, 0x04000201,
        0x04000202, 0x04000203, 0x04000204, 0x04000205, 0x04000206, 0x04000301, 0x04000302, 0x04000303, 0x04000304,
        0x04000305, 0x04000401, 0x04000402, 0x04000403, 0x04000404, 0x04000405, 0x04000406, 0x04000407, 0x04000408,
        0x04000409, 0x0400040A, 0x0400040B, 0x0400040C, 0x0400040D, 0x04000500, 0x04000601, 0x04000602, 0x04000603,
        0x04000701, 0x04000702, 0x04000703, 0x04000704, 0x04000705, 0x04000801, 0x04000802, 0x04000901, 0x04000902,
        0x04000A01, 0x04000A02, 0x04000A03, 0x04000A04, 0x04000A05, 0x04000A06, 0x04000A07, 0x04000B01, 0x04000B02,
        0x04000B03, 0x04000E01, 0x04000E02, 0x04000E03, 0x04000E04, 0x04001401, 0x04010000, 0x04020000, 0x04030000,
        0x04800001, 0x04800002, 0x04800003,
        // A.6: freezes; hourly ones have totals only and stand first.
        0x05040000, 0x05040100, 0x05040200, 0x0504FF00, 0x05000000, 0x05000100, 0x05000200, 0x05000300, 0x05000400,
        0x05000500, 0x05000600, 0x05000700, 0x05000800, 0x05000900, 0x05000A00, 0x05001000, 0x0500FF00,
        // A.7: load profile.
        0x06000000, 0x06000001, 0x06000002,
        // State Grid: the relay.
        0x1D000001, 0x1D000100, 0x1D00FF00, 0x1E000001, 0x1E000100, 0x1E00FF00,
    };

    private static readonly int[] _shapes =
    {
        // A.1: energies.
        Energy | Kwh | Signed, Energy | Kwh | Up, Energy | Kwh | Up, Energy | Kvarh | Signed, Energy | Kvarh | Signed,
        Energy | Kvarh | Up, Energy | Kvarh | Up, Energy | Kvarh | Up, Energy | Kvarh | Up, Energy | Kvah | Up,
        Energy | Kvah | Up, Energy | Kwh | Up, Energy | Kwh | Up, Energy | Kwh | Up, Energy | Kwh | Up, Energy | Kwh | Up,
        Energy | Kwh | Up, Energy | Kwh | Up, (4 << 4) | (2 << 12) | Kwh, (4 << 4) | (2 << 12) | Kwh,
        (4 << 4) | (2 << 12) | Yuan, (4 << 4) | (2 << 12) | Yuan,
        // A.2: maximum demands.
        Demand | Kw, Demand | Kw, Demand | Kvar | Signed, Demand | Kvar | Signed, Demand | Kvar, Demand | Kvar,
        Demand | Kvar, Demand | Kvar, Demand | Kva, Demand | Kva,
        // A.3: what is measured now.
        (2 << 4) | (1 << 12) | (PhaseAxis << 24) | Volt, (3 << 4) | (3 << 12) | (PhaseAxis << 24) | Ampere | Signed,
        Power | Kw, Power | Kvar, Power | Kva, (2 << 4) | (3 << 12) | (TotalAxis << 24) | Signed,
        (2 << 4) | (1 << 12) | (PhaseAxis << 24) | Degree, (2 << 4) | (2 << 12) | (PhaseAxis << 24) | Percent,
        (2 << 4) | (2 << 12) | (PhaseAxis << 24) | Percent, (2 << 4) | (2 << 12) | (HarmonicAxis << 24) | Percent,
        (2 << 4) | (2 << 12) | (HarmonicAxis << 24) | Percent, (3 << 4) | (3 << 12) | Ampere, (2 << 4) | (2 << 12) | Hertz,
        (3 << 4) | (4 << 12) | Kw, (3 << 4) | (4 << 12) | Kw | Signed, (3 << 4) | (4 << 12) | Kvar | Signed,
        (3 << 4) | (4 << 12) | Kva | Signed, (2 << 4) | (1 << 12) | Celsius | Signed, (2 << 4) | (2 << 12) | Volt,
        (2 << 4) | (2 << 12) | Volt, (4 << 4) | Minute, (4 << 4) | (4 << 12) | Price, (4 << 4) | (4 << 12) | Price,
        // A.4: events.
        Counters | (PhaseCount << 24), PartLog | (131 << 4), Counters | (PhaseCount << 24), PartLog | (131 << 4),
        Counters | (PhaseCount << 24), PartLog | (131 << 4), Counters | (PhaseCount << 24), PartLog | (131 << 4), Counters,
        Log | (15 << 4), Counters, Span, Counters, Log | (76 << 4), Counters, Log | (76 << 4), Counters, Log | (78 << 4),
        Counters, Log | (78 << 4), Counters | (PhaseCount << 24), PartLog | (115 << 4), Counters | (PhaseCount << 24),
        PartLog | (115 << 4), Counters | (PhaseCount << 24), PartLog | (115 << 4), Counters | (PhaseCount << 24),
        PartLog | (76 << 4), Counters | (PhaseCount << 24), PartLog | (76 << 4), Counter, Span, Counter | (PartCount << 24),
        PartLog | (20 << 4), Counter, Log | (50 << 4), Counter, Log | (106 << 4), Counter, Log | (202 << 4), Counter,
        Log | (14 << 4), Counter, Log | (16 << 4), Counter, Log | (0 << 4), Counter, Log | (94 << 4), Counter,
        Log | (11 << 4), Counter, Log | (0 << 4), Counter, Log | (11 << 4), Counter, Log | (11 << 4), Counter,
        Log | (11 << 4), Counter, Log | (16 << 4), Counter, Event, Counter, Event,
        // A.5: parameters.
        Dlt645Kind.Date | (4 << 4), Dlt645Kind.Time | (3 << 4), (1 << 4) | Minute, (1 << 4) | Minute, (2 << 4) | Millisecond,
        Dlt645Kind.Moment | (5 << 4), Dlt645Kind.Moment | (5 << 4), Dlt645Kind.Digits | (7 << 4), (1 << 4), (1 << 4),
        (1 << 4), (1 << 4), (2 << 4), (1 << 4), (1 << 4), (1 << 4), (1 << 4), (1 << 4), (1 << 4),
        Dlt645Kind.Digits | (6 << 4), Dlt645Kind.Digits | (6 << 4), Ascii | (32 << 4), Ascii | (6 << 4), Ascii | (6 << 4),
        Ascii | (6 << 4), Ascii | (4 << 4), Ascii | (4 << 4), (3 << 4) | PerKwh, (3 << 4) | PerKvarh, Ascii | (10 << 4),
        Ascii | (10 << 4), Ascii | (16 << 4), Dlt645Kind.Bits | (2 << 4) | (WordAxis << 24), Word, Word, Word, Word, Word,
        Word, Word, Word, Word, (1 << 4), Word, Word, Dlt645Kind.Digits | (4 << 4), (2 << 4) | Minute, (2 << 4) | Minute,
        (2 << 4) | Minute, (2 << 4) | Minute, (2 << 4) | Minute, (2 << 4) | Minute, Dlt645Kind.Digits | (2 << 4),
        Dlt645Kind.Digits | (2 << 4), Dlt645Kind.Digits | (2 << 4), (3 << 4) | (4 << 12) | Kw, (3 << 4) | (4 << 12) | Kw,
        (2 << 4) | (1 << 12) | Volt, (2 << 4) | (1 << 12) | Volt, (2 << 4) | Minute, Table | (3 << 4), Table | (3 << 4),
        Table | (4 << 4), Ascii | (32 << 4), Ascii | (32 << 4), Ascii | (32 << 4),
        // A.6: freezes; hourly ones have totals only and stand first.
        Dlt645Kind.Moment | (5 << 4) | (HourAxis << 24), (4 << 4) | (2 << 12) | (HourAxis << 24) | Kwh,
        (4 << 4) | (2 << 12) | (HourAxis << 24) | Kwh, Dlt645Kind.FreezeBlock | (13 << 4) | (HourAxis << 24),
        Dlt645Kind.Moment | (5 << 4) | (FreezeAxis << 24), Frozen | Kwh, Frozen | Kwh, Frozen | Kvarh | Signed,
        Frozen | Kvarh | Signed, Frozen | Kvarh, Frozen | Kvarh, Frozen | Kvarh, Frozen | Kvarh, FrozenDemand, FrozenDemand,
        (3 << 4) | (4 << 12) | (FreezeAxis << 24) | Signed, Dlt645Kind.FreezeBlock | (FreezeAxis << 24),
        // A.7: load profile.
        Profile, Profile, Profile,
        // State Grid: the relay.
        Counter, Dlt645Kind.Digits | (6 << 4) | (RecordAxis << 24), Log | (34 << 4), Counter,
        Dlt645Kind.Digits | (6 << 4) | (RecordAxis << 24), Log | (34 << 4),
    };

    private static readonly string[] _names =
    {
        // A.1: energies.
        "combined active energy", "forward active energy", "reverse active energy", "combined reactive 1 energy",
        "combined reactive 2 energy", "reactive Q1 energy", "reactive Q2 energy", "reactive Q3 energy", "reactive Q4 energy",
        "forward apparent energy", "reverse apparent energy", "associated energy", "forward fundamental energy",
        "reverse fundamental energy", "forward harmonic energy", "reverse harmonic energy", "copper loss energy",
        "iron loss energy", "remaining energy", "overdrawn energy", "remaining money", "overdrawn money",
        // A.2: maximum demands.
        "forward active max demand", "reverse active max demand", "combined reactive 1 max demand",
        "combined reactive 2 max demand", "reactive Q1 max demand", "reactive Q2 max demand", "reactive Q3 max demand",
        "reactive Q4 max demand", "forward apparent max demand", "reverse apparent max demand",
        // A.3: what is measured now.
        "voltage", "current", "active power", "reactive power", "apparent power", "power factor", "phase angle",
        "voltage distortion", "current distortion", "voltage harmonic", "current harmonic", "neutral current", "frequency",
        "one-minute active power", "active demand", "reactive demand", "apparent demand", "internal temperature",
        "clock battery voltage", "outage battery voltage", "battery time", "step price", "price",
        // A.4: events.
        "voltage loss count", "voltage loss", "under-voltage count", "under-voltage", "over-voltage count", "over-voltage",
        "phase break count", "phase break", "total voltage loss count", "total voltage loss", "auxiliary supply loss count",
        "auxiliary supply loss", "voltage sequence reversed count", "voltage sequence reversed",
        "current sequence reversed count", "current sequence reversed", "voltage unbalance count", "voltage unbalance",
        "current unbalance count", "current unbalance", "current loss count", "current loss", "over-current count",
        "over-current", "current break count", "current break", "flow reversed count", "flow reversed", "overload count",
        "overload", "power-down count", "power-down", "demand over limit count", "demand over limit", "programming count",
        "programming", "meter clear count", "meter clear", "demand clear count", "demand clear", "event clear count",
        "event clear", "clock set count", "clock set", "period table count", "period table", "zone table count",
        "zone table", "rest day programming count", "rest day programming", "holiday programming count",
        "holiday programming", "active combination programming count", "active combination programming",
        "reactive combination 1 programming count", "reactive combination 1 programming",
        "reactive combination 2 programming count", "reactive combination 2 programming", "settlement day programming count",
        "settlement day programming", "meter cover opened count", "meter cover opened", "terminal cover opened count",
        "terminal cover opened",
        // A.5: parameters.
        "date", "time", "demand period", "demand slide", "pulse width", "zone table switch", "period table switch",
        "date and time", "year zones", "day tables", "day periods", "tariffs", "holidays", "harmonics", "display screens",
        "seconds for a screen", "decimals of energy shown", "decimals of power shown", "screens by button",
        "communication address", "meter number", "asset code (ASCII)", "rated voltage (ASCII)", "rated current (ASCII)",
        "max current (ASCII)", "active class (ASCII)", "reactive class (ASCII)", "active constant", "reactive constant",
        "model (ASCII)", "production date (ASCII)", "protocol version (ASCII)", "status word", "combination mode word",
        "reactive combination 1 mode word", "reactive combination 2 mode word", "infrared speed word",
        "contact infrared speed word", "port 1 speed word", "port 2 speed word", "port 3 speed word", "rest day word",
        "rest day table", "load profile mode word", "freeze mode word", "load profile start", "load profile period 1",
        "load profile period 2", "load profile period 3", "load profile period 4", "load profile period 5",
        "load profile period 6", "settlement day 1", "settlement day 2", "settlement day 3", "forward power limit",
        "reverse power limit", "upper voltage limit", "lower voltage limit", "trip delay", "first set of tables",
        "second set of tables", "holiday", "software version (ASCII)", "hardware version (ASCII)", "maker (ASCII)",
        // A.6: freezes; hourly ones have totals only and stand first.
        "freeze time", "frozen forward active energy", "frozen reverse active energy", "freeze", "freeze time",
        "frozen forward active energy", "frozen reverse active energy", "frozen combined reactive 1 energy",
        "frozen combined reactive 2 energy", "frozen reactive Q1 energy", "frozen reactive Q2 energy",
        "frozen reactive Q3 energy", "frozen reactive Q4 energy", "frozen forward active max demand",
        "frozen reverse active max demand", "frozen power", "freeze",
        // A.7: load profile.
        "load profile, earliest", "load profile, from a time", "load profile, latest",
        // State Grid: the relay.
        "trip count", "trip time", "trip", "close count", "close time", "close",
    };
}
