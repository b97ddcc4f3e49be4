using Wattline.Simulators.Meters.Cjt188;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Block.Kinds;

/// <summary>A water meter of CJ/T 188.</summary>
internal sealed record Cjt188Seat(Cjt188Meter Meter)
    : MeterSeat(Meter, "cjt188", "cjt188-water", $"10/{Meter.Address}", new SerialSetting(2400, Parity.Even, 1), _read)
{
    private static readonly string[] _read = ["8-0:1.0.0", "8-0:96.5.0"];

    /// <inheritdoc/>
    public override bool Showed(string obis, decimal value, long fromMicros, long untilMicros) => obis switch
    {
        "8-0:1.0.0" => Passed(value * 100, fromMicros, untilMicros, micros => Meter.Hundredths(micros)),
        "8-0:96.5.0" => value == (Meter.IsValveClosed ? 1 : 0),
        _ => false,
    };

    /// <inheritdoc/>
    public override void SetDead(bool isDead) => Meter.IsDead = isDead;

    /// <inheritdoc/>
    public override void SetDelay(long micros) => Meter.AnswerDelayMicros = micros;
}
