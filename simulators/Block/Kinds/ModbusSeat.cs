using System.Globalization;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Meters.Modbus;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Block.Kinds;

/// <summary>A Modbus meter of a type that no product map names: the utility's own map brings it to the device.</summary>
internal sealed record ModbusSeat(ModbusSlave Meter, MeteredLoad Load, uint Number)
    : MeterSeat(Meter, "modbus-rtu", MapName, string.Create(CultureInfo.InvariantCulture, $"{Meter.Address}/{Number}"), new SerialSetting(9600, Parity.None, 1), _read)
{
    /// <summary>The map's name, which is the template's.</summary>
    public const string MapName = "block-three-phase";

    /// <summary>The utility's map.</summary>
    public const string Map = """
        map       = block-three-phase
        function  = 4
        registers = 80

        serial      FC00  u32  -    0  function=3
        1-0:1.8.0   0048  f32  kWh  2
        1-0:32.7.0  0000  f32  V    1
        1-0:31.7.0  0006  f32  A    3
        1-0:16.7.0  0034  f32  kW   4  scale=-3
        """;

    private static readonly string[] _read = ["1-0:1.8.0", "1-0:32.7.0", "1-0:31.7.0", "1-0:16.7.0"];

    /// <summary>A meter of one unit.</summary>
    public static ModbusSeat Make(int unit, uint number, MeteredLoad load) => new(ModbusModels.Make("eastron-sdm630", unit, number, load), load, number);

    /// <inheritdoc/>
    public override bool Showed(string obis, decimal value, long fromMicros, long untilMicros) => obis switch
    {
        // A float in the meter, rounded once by the concentrator.
        "1-0:1.8.0" => Passed(value, fromMicros, untilMicros, micros => Rounded(Load.WattHoursAt(micros) / 1000.0, 2)),
        "1-0:32.7.0" => AtSome(SecondMicros, fromMicros, untilMicros, micros => Rounded(Load.MillivoltsAt(micros, 1) / 1000.0, 1) == value),
        "1-0:31.7.0" => AtSome(SecondMicros, fromMicros, untilMicros, micros => Rounded(Load.MilliamperesAt(micros, 1) / 1000.0, 3) == value),
        "1-0:16.7.0" => AtSome(MinuteMicros, fromMicros, untilMicros, micros => Load.WattsAt(micros) == value * 1000),
        _ => false,
    };

    /// <inheritdoc/>
    public override void SetDead(bool isDead) => Meter.IsDead = isDead;

    /// <inheritdoc/>
    public override void SetDelay(long micros) => Meter.AnswerDelayMicros = micros;

    private static decimal Rounded(double value, int decimals) => decimal.Round(new decimal((double)(float)value), decimals, MidpointRounding.AwayFromZero);
}
