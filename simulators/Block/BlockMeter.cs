using System.Globalization;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Block;

/// <summary>A meter in its place: on a line of a concentrator, with what it would have shown at any moment.</summary>
public sealed class BlockMeter
{
    /// <summary>The channels that a single-phase meter is read for, as the registry's template has them.</summary>
    public static readonly IReadOnlyList<string> Channels =
        ["1-0:1.8.0", "1-0:1.8.1", "1-0:1.8.2", "1-0:1.8.3", "1-0:1.8.4", "1-0:32.7.0", "1-0:31.7.0", "1-0:16.7.0"];

    private const long MinuteMicros = 60_000_000;

    internal BlockMeter(SimulatedMeter meter, string concentrator, int line)
    {
        Device = meter;
        Concentrator = concentrator;
        Line = line;
    }

    /// <summary>The device.</summary>
    public SimulatedMeter Device { get; }

    /// <summary>The registry's name: its address.</summary>
    public string Id => Device.Address;

    /// <summary>The account of who lives behind it.</summary>
    public string Account => $"A-{Id}";

    /// <summary>The concentrator that reads it.</summary>
    public string Concentrator { get; }

    /// <summary>Index of the line.</summary>
    public int Line { get; }

    /// <summary>Whether the meter showed a value at some moment of a window.</summary>
    /// <param name="obis">The channel.</param>
    /// <param name="text">The value as stored: exact decimal text.</param>
    /// <param name="fromMicros">Start of the window, simulated microseconds.</param>
    /// <param name="untilMicros">End of the window.</param>
    public bool Showed(string obis, string text, long fromMicros, long untilMicros)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            return false;
        return obis switch
        {
            "1-0:1.8.0" => Between(registers => registers.Total),
            "1-0:1.8.1" => Between(registers => registers.Sharp),
            "1-0:1.8.2" => Between(registers => registers.Peak),
            "1-0:1.8.3" => Between(registers => registers.Flat),
            "1-0:1.8.4" => Between(registers => registers.Valley),
            "1-0:32.7.0" => SomeMinute(micros => Device.InstantAt(1, micros)!.Value.VoltageTenths == value * 10),
            "1-0:31.7.0" => SomeMinute(micros => Device.InstantAt(1, micros)!.Value.CurrentMilliamperes == value * 1000),
            "1-0:16.7.0" => SomeMinute(micros => Device.InstantAt(0, micros)!.Value.ActiveTenths == value * 10_000),
            _ => false,
        };

        bool Between(Func<MeterRegisters, long> register) =>
            register(Device.RegisterAt(fromMicros)) <= value * 100 && value * 100 <= register(Device.RegisterAt(untilMicros));

        bool SomeMinute(Func<long, bool> shown)
        {
            for (var micros = fromMicros; micros <= untilMicros; micros = (micros / MinuteMicros + 1) * MinuteMicros)
                if (shown(micros))
                    return true;
            return false;
        }
    }

    internal static string AddressOf(int concentrator, int line, int meter) =>
        string.Create(CultureInfo.InvariantCulture, $"2026{concentrator + 1:D3}{line + 1:D2}{meter + 1:D3}");

    /// <summary>Answers what is heard on the line, and lets faults make it late or silent.</summary>
    internal void AttachTo(Rs485Line line, SerialSetting setting)
    {
        LinePort port = null!;
        port = line.Attach(Id, setting, (bytes, nowMicros) =>
        {
            if (Device.Hear(bytes, nowMicros) is { } answer)
                port.SendAfter(answer.DelayMicros, answer.Bytes.Span);
        });
    }
}
