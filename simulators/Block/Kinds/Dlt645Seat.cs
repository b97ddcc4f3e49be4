using Wattline.Simulators.Meters;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Block.Kinds;

/// <summary>A single-phase meter of DL/T 645-2007.</summary>
internal sealed record Dlt645Seat(SimulatedMeter Meter, string TemplateName, SerialSetting At)
    : MeterSeat(Meter, "dlt645-2007", TemplateName, Meter.Address, At, BlockMeter.Channels)
{
    /// <inheritdoc/>
    public override bool Showed(string obis, decimal value, long fromMicros, long untilMicros)
    {
        return obis switch
        {
            "1-0:1.8.0" => Between(static registers => registers.Total),
            "1-0:1.8.1" => Between(static registers => registers.Sharp),
            "1-0:1.8.2" => Between(static registers => registers.Peak),
            "1-0:1.8.3" => Between(static registers => registers.Flat),
            "1-0:1.8.4" => Between(static registers => registers.Valley),
            "1-0:32.7.0" => AtSome(MinuteMicros, fromMicros, untilMicros, micros => Meter.InstantAt(1, micros)!.Value.VoltageTenths == value * 10),
            "1-0:31.7.0" => AtSome(MinuteMicros, fromMicros, untilMicros, micros => Meter.InstantAt(1, micros)!.Value.CurrentMilliamperes == value * 1000),
            "1-0:16.7.0" => AtSome(MinuteMicros, fromMicros, untilMicros, micros => Meter.InstantAt(0, micros)!.Value.ActiveTenths == value * 10_000),
            _ => false,
        };

        bool Between(Func<MeterRegisters, long> register) =>
            Passed(value * 100, fromMicros, untilMicros, micros => register(Meter.RegisterAt(micros)));
    }

    /// <inheritdoc/>
    public override void SetDead(bool isDead) => Meter.IsDead = isDead;

    /// <inheritdoc/>
    public override void SetDelay(long micros) => Meter.AnswerDelayMicros = micros;
}
