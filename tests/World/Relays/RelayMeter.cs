using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Meters.Relay;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World.Relays;

/// <summary>
/// The simulated meter with its relay, its button and its temper, on the line. What it was told and what its relay did is the truth that
/// everybody else is judged by.
/// </summary>
internal sealed class RelayMeter
{
    public const byte Trip = 0x1A, AllowClose = 0x1B, Close = 0x1C, KeepPower = 0x3A, KeepPowerOff = 0x3B;

    private const byte NotAuthorised = 0x04;

    private readonly VirtualClock _clock;

    public RelayMeter(VirtualClock clock, Rs485Line line, string address, Random random, bool refusesPlainOrders = false)
    {
        _clock = clock;
        TripDelayMicros = random.Next(3) == 0 ? random.Next(5, 40) * 1_000_000L : 0;
        Device = new SimulatedMeter(
            new MeterSettings
            {
                Address = address,
                Seed = random.Next(),
                Preamble = random.Next(5),
                ClockOffset = TimeSpan.FromSeconds(random.Next(-5, 30)),
                Passwords = new Dictionary<byte, string> { [2] = "123456" },
                TripDelaySeconds = (int)(TripDelayMicros / 1_000_000),
                RefusesPlainOrders = refusesPlainOrders,
                ClosesDirectly = random.Next(4) > 0,
            },
            LoadProfile.Household(random.Next(), VirtualClock.Start.DateTime));
        LinePort port = null!;
        port = line.Attach(address, SerialSetting.Dlt645 with { Baud = 9600 }, (bytes, now) =>
        {
            if (Device.Hear(bytes, now) is { } answer) port.SendAfter(answer.DelayMicros, answer.Bytes.Span);
        });
    }

    public SimulatedMeter Device { get; }

    public string Address => Device.Address;

    public long TripDelayMicros { get; }

    /// <summary>When somebody pressed the button, and the relay closed.</summary>
    public List<long> Presses { get; } = [];

    /// <summary>Every order that reached it with its password, obeyed or not: when, N1, and whether it was obeyed.</summary>
    public IEnumerable<(long AtMicros, byte Order, bool IsObeyed)> Orders =>
        Device.RelayOrders.Where(static order => order.Error != NotAuthorised).Select(static order => (order.Micros, order.Command, order.Error == 0));

    /// <summary>Every state from a moment on, by what it was told and by its relay's moves.</summary>
    public IReadOnlyList<RelayMoment> History()
    {
        Device.CatchUp(_clock.NowMicros);
        var changes = Orders.Where(static order => order.IsObeyed).Select(static order => (order.AtMicros, Rank: 0, Change: Told(order.Order)))
            .Concat(Device.RelayMoves.Select(static move => (AtMicros: move.Micros, Rank: 1, Change: (Func<RelayMoment, RelayMoment>)(before => before with { IsOpen = move.State != RelayState.Closed }))))
            .OrderBy(static change => change.AtMicros).ThenBy(static change => change.Rank);
        var history = new List<RelayMoment> { new(0, false, false, false) };
        foreach (var (at, _, change) in changes) history.Add(change(history[^1]) with { AtMicros = at });
        return history;
    }

    /// <summary>Whether something was so at some moment of a time.</summary>
    public bool Was(long fromMicros, long untilMicros, Func<RelayMoment, bool> what)
    {
        var history = History();
        for (var i = 0; i < history.Count; i++)
        {
            var end = i + 1 < history.Count ? history[i + 1].AtMicros : long.MaxValue;
            if (history[i].AtMicros <= untilMicros && end >= fromMicros && what(history[i])) return true;
        }
        return false;
    }

    /// <summary>The customer presses the button.</summary>
    public void PressButton()
    {
        if (Device.PressButton(_clock.NowMicros)) Presses.Add(_clock.NowMicros);
    }

    private static Func<RelayMoment, RelayMoment> Told(byte order) => order switch
    {
        Trip => static before => before with { IsTripped = true },
        AllowClose or Close => static before => before with { IsTripped = false },
        KeepPower => static before => before with { KeepsPower = true },
        KeepPowerOff => static before => before with { KeepsPower = false },
        _ => static before => before,
    };
}
