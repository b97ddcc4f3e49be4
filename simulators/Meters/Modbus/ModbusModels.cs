using Wattline.Simulators.Meters.Load;

namespace Wattline.Simulators.Meters.Modbus;

/// <summary>
/// Register layouts of meters that are sold, from their makers' register lists. A phase that a meter does not have is
/// NaN at Schneider and 0 at the others, as seen.
/// </summary>
public static class ModbusModels
{
    /// <summary>Models by the name that a command line knows.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["eastron-sdm120", "eastron-sdm230", "eastron-sdm630", "schneider-iem2150", "schneider-iem3000", "acrel-adl400"];

    /// <summary>A meter of a model.</summary>
    /// <param name="model">Of <see cref="Names"/>.</param>
    /// <param name="address">1 to 247.</param>
    /// <param name="serial">Its number.</param>
    /// <param name="load">What it measures.</param>
    public static ModbusSlave Make(string model, int address, uint serial, MeteredLoad load) => model switch
    {
        "eastron-sdm120" or "eastron-sdm230" => new ModbusSlave(address, EastronSingle(load), EastronSetup(serial)),
        "eastron-sdm630" => new ModbusSlave(address, EastronThree(load), EastronSetup(serial)),
        "schneider-iem2150" => Schneider(address, serial, load, 1),
        "schneider-iem3000" => Schneider(address, serial, load, 3),
        "acrel-adl400" => Acrel(address, load),
        _ => throw new ArgumentException($"'{model}' is none of: {string.Join(", ", Names)}", nameof(model)),
    };

    private static RegisterBank EastronSetup(uint serial) => new RegisterBank()
        .TwoWords(0xFC00, _ => serial);

    private static RegisterBank EastronSingle(MeteredLoad load) => new RegisterBank { ReadMax = 80 }
        .Real(0x0000, at => load.MillivoltsAt(at, 1) / 1000.0)
        .Real(0x0006, at => load.MilliamperesAt(at, 1) / 1000.0)
        .Real(0x000C, at => load.WattsAt(at))
        .Real(0x0012, at => load.VoltAmperesAt(at))
        .Real(0x0018, at => load.VarsAt(at))
        .Real(0x001E, at => load.PowerFactorAt(at) / 1000.0)
        .Real(0x0024, at => load.WattsAt(at) == 0 ? 0 : 18.2)
        .Real(0x0046, at => load.MillihertzAt(at) / 1000.0)
        .Real(0x0048, at => load.WattHoursAt(at) / 1000.0)
        .Real(0x004A, _ => 0)
        .Real(0x004C, at => load.WattHoursAt(at) * 0.329 / 1000.0)
        .Real(0x004E, _ => 0)
        .Real(0x0156, at => load.WattHoursAt(at) / 1000.0)
        .Real(0x0158, at => load.WattHoursAt(at) * 0.329 / 1000.0);

    private static RegisterBank EastronThree(MeteredLoad load)
    {
        var bank = new RegisterBank { ReadMax = 80 };
        for (var phase = 1; phase <= 3; phase++)
        {
            var p = phase;
            bank.Real(2 * (p - 1), at => load.MillivoltsAt(at, p) / 1000.0)
                .Real(0x0006 + (2 * (p - 1)), at => load.MilliamperesAt(at, p) / 1000.0)
                .Real(0x000C + (2 * (p - 1)), at => load.WattsAt(at, p))
                .Real(0x0012 + (2 * (p - 1)), at => load.VoltAmperesAt(at, p))
                .Real(0x0018 + (2 * (p - 1)), at => load.VarsAt(at, p))
                .Real(0x001E + (2 * (p - 1)), at => load.PowerFactorAt(at, p) / 1000.0);
        }
        return bank
            .Real(0x0034, at => load.WattsAt(at))
            .Real(0x0038, at => load.VoltAmperesAt(at))
            .Real(0x003C, at => load.VarsAt(at))
            .Real(0x003E, at => load.PowerFactorAt(at) / 1000.0)
            .Real(0x0046, at => load.MillihertzAt(at) / 1000.0)
            .Real(0x0048, at => load.WattHoursAt(at) / 1000.0)
            .Real(0x004A, _ => 0)
            .Real(0x004C, at => load.WattHoursAt(at) * 0.329 / 1000.0)
            .Real(0x004E, _ => 0)
            .Real(0x0156, at => load.WattHoursAt(at) / 1000.0)
            .Real(0x0158, at => load.WattHoursAt(at) * 0.329 / 1000.0);
    }

    private static ModbusSlave Schneider(int address, uint serial, MeteredLoad load, int phases)
    {
        var bank = new RegisterBank().TwoWords(0x0081, _ => serial);
        for (var phase = 1; phase <= 3; phase++)
        {
            var p = phase;
            bank.Real(0x0BB7 + (2 * (p - 1)), at => p > phases ? double.NaN : load.MilliamperesAt(at, p) / 1000.0)
                .Real(0x0BD3 + (2 * (p - 1)), at => p > phases ? double.NaN : load.MillivoltsAt(at, p) / 1000.0)
                .Real(0x0BED + (2 * (p - 1)), at => p > phases ? double.NaN : load.WattsAt(at, p) / 1000.0);
        }
        bank.Real(0x0BF3, at => load.WattsAt(at) / 1000.0)
            .Real(0x0BFB, at => load.VarsAt(at) / 1000.0)
            .Real(0x0C0B, at => load.PowerFactorAt(at) / 1000.0)
            .Real(0x0C25, at => load.MillihertzAt(at) / 1000.0)
            .FourWords(0x0C83, load.WattHoursAt)
            .Real(0xB02B, at => load.WattHoursAt(at));
        return new ModbusSlave(address, null, bank);
    }

    // Secondary values: what the ratios in 008D and 008E say is not in them.
    private static ModbusSlave Acrel(int address, MeteredLoad load)
    {
        var bank = new RegisterBank()
            .TwoWords(0x0000, at => load.WattHoursAt(at) / 10)
            .TwoWords(0x000A, _ => 0)
            .OneWord(0x0077, at => load.MillihertzAt(at) / 10)
            .OneWord(0x008D, _ => 1)
            .OneWord(0x008E, _ => 40);
        for (var phase = 1; phase <= 3; phase++)
        {
            var p = phase;
            bank.OneWord(0x0061 + p - 1, at => load.MillivoltsAt(at, p) / 100)
                .OneWord(0x0064 + p - 1, at => load.MilliamperesAt(at, p) / 10)
                .TwoWords(0x0164 + (2 * (p - 1)), at => load.WattsAt(at, p));
        }
        bank.TwoWords(0x016A, at => load.WattsAt(at));
        return new ModbusSlave(address, null, bank);
    }
}
