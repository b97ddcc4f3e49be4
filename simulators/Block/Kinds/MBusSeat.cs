using System.Globalization;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Meters.MBus;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Block.Kinds;

/// <summary>A heat meter on the M-Bus; every second one is asked by its number instead of its address.</summary>
internal sealed record MBusSeat(MBusMeter Meter, MeteredLoad Load, string RegistryAddress)
    : MeterSeat(Meter, "mbus", "mbus-heat", RegistryAddress, new SerialSetting(2400, Parity.Even, 1), _read)
{
    private static readonly string[] _read = ["6-0:1.0.0", "6-0:2.0.0", "6-0:8.0.0", "6-0:10.0.0", "6-0:11.0.0"];

    /// <summary>A meter of one address.</summary>
    public static MBusSeat Make(int primary, int number, MeteredLoad load)
    {
        var digits = number.ToString("D8", CultureInfo.InvariantCulture);
        var settings = new MBusSettings { Primary = primary, Number = digits, Telegrams = primary % 3 == 0 ? 2 : 1 };
        return new MBusSeat(new MBusMeter(settings, load), load, primary % 2 == 0 ? digits : string.Create(CultureInfo.InvariantCulture, $"{primary}/{digits}"));
    }

    /// <inheritdoc/>
    public override bool Showed(string obis, decimal value, long fromMicros, long untilMicros) => obis switch
    {
        "6-0:1.0.0" => Passed(value * 1000, fromMicros, untilMicros, micros => Load.WattHoursAt(micros)),
        "6-0:2.0.0" => Passed(value * 1000, fromMicros, untilMicros, micros => Load.WattHoursAt(micros) / 10),
        "6-0:8.0.0" => AtSome(MinuteMicros, fromMicros, untilMicros, micros => Load.WattsAt(micros) == value * 1000),
        "6-0:10.0.0" => value == 62.5m,
        "6-0:11.0.0" => value == 40.7m,
        _ => false,
    };

    /// <inheritdoc/>
    public override void SetDead(bool isDead) => Meter.IsDead = isDead;

    /// <inheritdoc/>
    public override void SetDelay(long micros) => Meter.AnswerDelayMicros = micros;
}
