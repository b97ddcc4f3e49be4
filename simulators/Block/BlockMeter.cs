using System.Globalization;
using Wattline.Simulators.Block.Kinds;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Block;

/// <summary>A meter in its place: on a line of a concentrator, with what it would have shown at any moment.</summary>
public sealed class BlockMeter
{
    /// <summary>The channels that a single-phase DL/T 645 meter is read for, as the registry's template has them.</summary>
    public static readonly IReadOnlyList<string> Channels =
        ["1-0:1.8.0", "1-0:1.8.1", "1-0:1.8.2", "1-0:1.8.3", "1-0:1.8.4", "1-0:32.7.0", "1-0:31.7.0", "1-0:16.7.0"];

    private readonly MeterSeat _seat;

    internal BlockMeter(MeterSeat seat, string id, string concentrator, int line)
    {
        _seat = seat;
        Id = id;
        Concentrator = concentrator;
        Line = line;
    }

    /// <summary>The DL/T 645 meter.</summary>
    /// <exception cref="InvalidOperationException">It is of another protocol: ask <see cref="IsDlt645"/>.</exception>
    public SimulatedMeter Device => _seat.Slave as SimulatedMeter ?? throw new InvalidOperationException($"{Id} speaks {_seat.Protocol}.");

    /// <summary>Whether it has a memory, a relay and a clock that orders reach.</summary>
    public bool IsDlt645 => _seat.Slave is SimulatedMeter;

    /// <summary>The registry's name; of a DL/T 645 meter its address.</summary>
    public string Id { get; }

    /// <summary>The account of who lives behind it.</summary>
    public string Account => $"A-{Id}";

    /// <summary>The concentrator that reads it.</summary>
    public string Concentrator { get; }

    /// <summary>Index of the line.</summary>
    public int Line { get; }

    /// <summary>What it is read for.</summary>
    public IReadOnlyList<string> ReadFor => _seat.Channels;

    /// <summary>Its columns of the registry's file: address, protocol, template, baud and parity.</summary>
    internal (string Address, string Protocol, string Template, int Baud, string Parity) Registered =>
        (_seat.Address, _seat.Protocol, _seat.Template, _seat.Setting.Baud, _seat.Setting.Parity.ToString().ToLowerInvariant());

    /// <summary>Whether the meter showed a value at some moment of a window.</summary>
    /// <param name="obis">The channel.</param>
    /// <param name="text">The value as stored: exact decimal text.</param>
    /// <param name="fromMicros">Start of the window, simulated microseconds.</param>
    /// <param name="untilMicros">End of the window.</param>
    public bool Showed(string obis, string text, long fromMicros, long untilMicros) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
        && _seat.Showed(obis, value, fromMicros, untilMicros);

    internal static string AddressOf(int concentrator, int line, int meter) =>
        string.Create(CultureInfo.InvariantCulture, $"2026{concentrator + 1:D3}{line + 1:D2}{meter + 1:D3}");

    /// <summary>Answers what is heard on the line, and lets faults make it late or silent.</summary>
    internal void AttachTo(Rs485Line line)
    {
        LinePort port = null!;
        _seat.Slave.Tune(_seat.Setting.Baud, _seat.Setting.BitsPerCharacter);
        port = line.Attach(Id, _seat.Setting, (bytes, nowMicros) =>
        {
            if (_seat.Slave.Hear(bytes, nowMicros) is { } answer)
                port.SendAfter(answer.DelayMicros, answer.Bytes.Span);
        });
    }

    /// <summary>A fault begins or ends.</summary>
    internal void Suffer(Fault fault, bool isOn)
    {
        if (fault.Kind == FaultKind.DeadMeter)
            _seat.SetDead(isOn);
        else if (fault.Kind == FaultKind.SlowMeter)
            _seat.SetDelay(isOn ? fault.Magnitude * 1000L : MeterSeat.AnswerDelayMicros);
    }
}
