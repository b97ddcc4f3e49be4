using System.Globalization;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Cjt188;
using Wattline.Simulators.Meters.Dlms;
using Wattline.Simulators.Meters.Dlt698;
using Wattline.Simulators.Meters.Iec62056;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Meters.MBus;
using Wattline.Simulators.Meters.Modbus;

namespace Wattline.Simulators.Lab.Serve;

/// <summary>Meters of all protocols but DL/T 645, as <c>lab meters --protocol</c> serves them.</summary>
internal static class MeterKinds
{
    private static readonly Dictionary<string, (string Words, int Bits, int AddressesMax, Func<int, Random, LoadProfile?, (string Says, ILineSlave Slave)> Make)> _kinds = Fill();

    /// <summary>What can be given after <c>--protocol</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. _kinds.Keys];

    /// <summary>How many meters of a kind a line can hold.</summary>
    public static int CountMax(string kind) => _kinds[kind].AddressesMax;

    /// <summary>Makes meters, and says what they are.</summary>
    public static (IReadOnlyList<ILineSlave> Slaves, IReadOnlyList<string> Lines, string Words, int Bits) Make(string kind, int count, int seed, LoadProfile? load)
    {
        var (words, bits, _, make) = _kinds[kind];
        var slaves = new List<ILineSlave>();
        var lines = new List<string>();
        for (int i = 0; i < count; i++)
        {
            var (says, slave) = make(i + 1, new Random(unchecked((seed * 397) ^ i)), load);
            slaves.Add(slave);
            lines.Add(says);
        }

        return (kind == "modbus-tcp" ? [new ModbusTcpUnits([.. slaves.Cast<ModbusSlave>()])] : slaves, lines, words, bits);
    }

    private static Dictionary<string, (string, int, int, Func<int, Random, LoadProfile?, (string, ILineSlave)>)> Fill()
    {
        var kinds = new Dictionary<string, (string, int, int, Func<int, Random, LoadProfile?, (string, ILineSlave)>)>(StringComparer.Ordinal);
        foreach (string model in ModbusModels.Names)
        {
            kinds[model] = ("Modbus RTU", 10, 247, (number, random, load) => Modbus(model, number, random, load));
        }

        kinds["modbus-rtu"] = ("Modbus RTU (eastron-sdm630)", 10, 247, (number, random, load) => Modbus("eastron-sdm630", number, random, load));
        kinds["modbus-tcp"] = ("Modbus TCP (eastron-sdm630)", 10, 247, (number, random, load) => Modbus("eastron-sdm630", number, random, load));
        kinds["cjt188"] = ("CJ/T 188 water", 11, 256, (number, random, load) => Cjt188(0x10, number, random, load));
        kinds["cjt188-heat"] = ("CJ/T 188 heat", 11, 256, (number, random, load) => Cjt188(0x20, number, random, load));
        kinds["cjt188-gas"] = ("CJ/T 188 gas", 11, 256, (number, random, load) => Cjt188(0x30, number, random, load));
        kinds["mbus"] = ("M-Bus", 11, 250, MBus);
        kinds["dlt698-45"] = ("DL/T 698.45", 11, 256, Dlt698);
        kinds["iec62056-21"] = ("IEC 62056-21 mode C (7E1)", 10, 256, Iec62056);
        kinds["dlms-hdlc"] = ("DLMS/COSEM over HDLC (clients 1 and 16, no security)", 10, 126, (number, random, load) => Dlms(number, random, load, isSecured: false));
        kinds["dlms-hdlc-gmac"] = ("DLMS/COSEM over HDLC (client 16; client 1 by HLS-5 GMAC, suite 0)", 10, 126, (number, random, load) => Dlms(number, random, load, isSecured: true));
        return kinds;
    }

    private static (string, ILineSlave) Modbus(string model, int number, Random random, LoadProfile? load)
    {
        uint serial = (uint)random.Next(10_000_000, 99_999_999);
        var metered = Metered(random, load, model is "eastron-sdm630" or "schneider-iem3000" or "acrel-adl400" ? 3 : 1);
        return (Text($"  {number}  {model}, number {serial}, {metered.WattHoursAt(0) / 1000m:0.000} kWh"), ModbusModels.Make(model, number, serial, metered));
    }

    private static (string, ILineSlave) Cjt188(byte type, int number, Random random, LoadProfile? load)
    {
        var settings = new Cjt188Settings { Address = string.Create(CultureInfo.InvariantCulture, $"{number:D14}"), Type = type };
        var meter = new Cjt188Meter(settings, Metered(random, load, 1));
        return (Text($"  {settings.Address}  type {type:X2}, {meter.Hundredths(0) / 100m:0.00} {(type == 0x20 ? "kWh" : "m3")}"), meter);
    }

    private static (string, ILineSlave) MBus(int number, Random random, LoadProfile? load)
    {
        var settings = new MBusSettings { Primary = number, Number = $"{random.Next(10_000_000, 99_999_999)}", Telegrams = number % 3 == 0 ? 2 : 1 };
        var meter = new MBusMeter(settings, Metered(random, load, 1));
        return (Text($"  {number}  number {settings.Number}, {meter.WattHours(0) / 1000m:0.000} kWh"), meter);
    }

    private static (string, ILineSlave) Dlt698(int number, Random random, LoadProfile? load)
    {
        var meter = new Dlt698Meter($"{number:D12}", Metered(random, load, 3));
        return (Text($"  {meter.Address}  {meter.Hundredths(0) / 100m:0.00} kWh"), meter);
    }

    private static (string, ILineSlave) Iec62056(int number, Random random, LoadProfile? load)
    {
        var meter = new IecMeter($"{number:D8}", '5', Metered(random, load, 1));
        return (Text($"  {number:D8}  {meter.WattHours(0) / 1000m:0.000} kWh"), meter);
    }

    private static (string, ILineSlave) Dlms(int number, Random random, LoadProfile? load, bool isSecured)
    {
        // Keys of a meter that is no meter: told to whoever reads it.
        byte[] encryption = new byte[16], authentication = new byte[16];
        random.NextBytes(encryption);
        random.NextBytes(authentication);
        byte[] title = [.. "WTL"u8, 0, 0, 0, 0, (byte)number];
        var settings = new DlmsSettings { Logical = number, Number = $"WTL{number:D13}", Title = title };
        var meter = new DlmsMeter(isSecured ? settings with { EncryptionKey = encryption, AuthenticationKey = authentication } : settings, Metered(random, load, 1));
        string secrets = isSecured ? $", encryption key {Convert.ToHexString(encryption)}, authentication key {Convert.ToHexString(authentication)}" : "";
        return (Text($"  {number}  number WTL{number:D13}, {meter.Objects.WattHours(0) / 1000m:0.000} kWh{secrets}"), meter);
    }

    private static MeteredLoad Metered(Random random, LoadProfile? load, int phases) =>
        new(load ?? LoadProfile.Household(random.Next(), new DateTime(2026, 3, 1)), phases, random.Next(), random.Next(100_000, 30_000_000));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
