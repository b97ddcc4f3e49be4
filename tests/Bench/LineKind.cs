using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Cjt188;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Meters.MBus;
using Wattline.Simulators.Meters.Modbus;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.Bench;

/// <summary>What a line's meters speak, and what their standard lets a round of them take at least.</summary>
internal abstract record LineKind
{
    /// <summary>The protocol's number in plans.</summary>
    public abstract int Protocol { get; }

    /// <summary>How the line is set.</summary>
    public virtual SerialSetting Setting(int baud) => SerialSetting.Dlt645 with { Baud = baud };

    /// <summary>A meter's address in the plan.</summary>
    public abstract string Address(int meter);

    /// <summary>A meter.</summary>
    public abstract ILineSlave Make(int meter);

    public abstract void SetDead(ILineSlave slave, bool isDead);

    public abstract void SetDelay(ILineSlave slave, long micros);

    /// <summary>The identifiers that are read where they are byte strings, with the decimals of their channels.</summary>
    public virtual (string Tag, int[] Decimals)[] Tags => [];

    /// <summary>Seconds that one meter's questions and answers take on the wire with the pauses that the standard demands, the answer's delay not counted.</summary>
    public abstract double WireSeconds(LineLoad load);

    protected static MeteredLoad Load(int meter) => new(LoadProfile.Household(meter, VirtualClock.Start.DateTime), 3, meter, 12_345_670);

    /// <summary>DL/T 645-2007: (20 + 4 + 16 + n) characters for each read, 4 FE on both sides (5.2 and 5.4).</summary>
    public sealed record Dlt645 : LineKind
    {
        public override int Protocol => 0;

        public override string Address(int meter) => $"2026{meter + 1:D8}";

        public override ILineSlave Make(int meter) => new SimulatedMeter(
            new MeterSettings { Address = Address(meter), Preamble = 4, StartHundredths = [21_000_000, 22_000_000, 23_000_000, 24_000_000] }, LoadProfile.Household(meter, VirtualClock.Start.DateTime));

        public override void SetDead(ILineSlave slave, bool isDead) => ((SimulatedMeter)slave).IsDead = isDead;

        public override void SetDelay(ILineSlave slave, long micros) => ((SimulatedMeter)slave).AnswerDelayMicros = micros;

        public override double WireSeconds(LineLoad load) => load.Reads.Sum(read => (40 + read.Bytes) * 11 / (double)load.Baud);
    }

    /// <summary>Modbus RTU, 8N1: 8 and 5 + 2n characters, and 3.5 of silence before the question, 1.75 ms above 19200 baud (serial line 2.5.1.1).</summary>
    /// <param name="Registers">How many in the read: from register 0 of an Eastron SDM630, all floats.</param>
    public sealed record Modbus(int Registers) : LineKind
    {
        public override int Protocol => 2;

        public override SerialSetting Setting(int baud) => new(baud, Parity.None, 1);

        public override string Address(int meter) => $"{meter + 1}";

        public override ILineSlave Make(int meter) => ModbusModels.Make("eastron-sdm630", meter + 1, (uint)meter, Load(meter));

        public override void SetDead(ILineSlave slave, bool isDead) => ((ModbusSlave)slave).IsDead = isDead;

        public override void SetDelay(ILineSlave slave, long micros) => ((ModbusSlave)slave).AnswerDelayMicros = micros;

        public override (string Tag, int[] Decimals)[] Tags =>
        [
            ($"010000{Registers:X2}" + string.Concat(Enumerable.Range(0, Math.Min(Registers / 2, 10)).Select(static i => $"{2 * i:X2}69")), [.. Enumerable.Repeat(3, Math.Min(Registers / 2, 10))]),
        ];

        public override double WireSeconds(LineLoad load) =>
            ((8 + 5 + (2 * Registers)) * 10 / (double)load.Baud) + (load.Baud > 19_200 ? 0.00175 : 35 / (double)load.Baud);
    }

    /// <summary>M-Bus: 5 characters, the telegram, and 33 bit times of silence before the question (EN 13757-2).</summary>
    public sealed record MBus : LineKind
    {
        /// <summary>The simulated meter's telegram: 21 of frame and header, 50 of records.</summary>
        private const int TelegramBytes = 21 + 50;

        public override int Protocol => 4;

        public override string Address(int meter) => $"{meter + 1}";

        public override ILineSlave Make(int meter) => new MBusMeter(new MBusSettings { Primary = meter + 1, Number = $"{meter + 1:D8}" }, Load(meter));

        public override void SetDead(ILineSlave slave, bool isDead) => ((MBusMeter)slave).IsDead = isDead;

        public override void SetDelay(ILineSlave slave, long micros) => ((MBusMeter)slave).AnswerDelayMicros = micros;

        public override (string Tag, int[] Decimals)[] Tags => [("0060039013602B905A905E", [3, 3, 3, 1, 1])];

        public override double WireSeconds(LineLoad load) => (((5 + TelegramBytes) * 11) + 33) / (double)load.Baud;
    }

    /// <summary>CJ/T 188, water: 4 FE and 16 characters, 3 FE and 35; no pause is demanded.</summary>
    public sealed record Cjt188 : LineKind
    {
        public override int Protocol => 3;

        public override string Address(int meter) => $"10/{meter + 1:D14}";

        public override ILineSlave Make(int meter) => new Cjt188Meter(new Cjt188Settings { Address = $"{meter + 1:D14}" }, Load(meter));

        public override void SetDead(ILineSlave slave, bool isDead) => ((Cjt188Meter)slave).IsDead = isDead;

        public override void SetDelay(ILineSlave slave, long micros) => ((Cjt188Meter)slave).AnswerDelayMicros = micros;

        public override (string Tag, int[] Decimals)[] Tags => [("901F00002C0F00", [2, 0])];

        public override double WireSeconds(LineLoad load) => (4 + 16 + 3 + 35) * 11 / (double)load.Baud;
    }
}
