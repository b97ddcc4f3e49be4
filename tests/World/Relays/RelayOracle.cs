using System.Globalization;
using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Commands.Queue;
using Wattline.Simulators.Meters.Relay;
using Wattline.Simulators.Physics;
using RelayState = Wattline.Simulators.Meters.Relay.RelayState;

namespace Wattline.Tests.World.Relays;

/// <summary>
/// Judges by what the meters did. Every order that a meter obeyed is one that the desk let through, in its time, and none is older than one
/// that the meter obeyed before; what the cloud believes was so when it was told.
/// </summary>
internal sealed class RelayOracle(RelayWorld world, bool strict)
{
    /// <summary>From a look at the meter to the record of it: the further reads of the same look, and lost answers in between.</summary>
    private const long LookMicros = 180_000_000;

    /// <summary>From the last look at the clock to the end of the frame: 32 characters at 9600 baud, and the end by whole seconds.</summary>
    private const long OnWireMicros = 1_000_000;

    /// <summary>Of status word 3: relay open, ordered open, power kept.</summary>
    private const long JudgedBits = 0x1050;

    private readonly List<string> _problems = [];

    public IReadOnlyList<string> Judge()
    {
        foreach (var meter in world.Meters)
        {
            JudgeMeter(meter);
            JudgeMoves(meter);
        }
        _problems.AddRange(world.Tapped);
        foreach (var order in world.Orders) JudgeBelief(order, world.Meters.Single(meter => meter.Address == order.Meter));
        return _problems;
    }

    private void JudgeMeter(RelayMeter meter)
    {
        // The chain of decisions that explains most: for each order that came to the meter, obeyed or not, the lowest decision that may be it.
        var last = 0L;
        foreach (var (at, n1, _) in meter.Orders)
        {
            var decision = world.Orders
                .Where(order => order.Meter == meter.Address && N1(order.Kind) == n1 && order.Decision >= last && order.ReleasedMicros <= at && at <= order.ExpiresMicros + OnWireMicros)
                .Select(static order => order.Decision).DefaultIfEmpty(0).Min();
            if (decision == 0) Tell($"{meter.Address} was ordered {n1:X2} at {Time(at)} against the rules: no order in time, or one older than {last}");
            else last = decision;
        }
    }

    /// <summary>No contact moves but by an order that was obeyed, or by the customer's hand where it was allowed.</summary>
    private void JudgeMoves(RelayMeter meter)
    {
        var obeyed = meter.Orders.Where(static order => order.IsObeyed).ToList();
        foreach (var move in meter.Device.RelayMoves)
        {
            var due = move.Micros - (move.Cause == RelayCause.Trip ? meter.TripDelayMicros : 0);
            var order = obeyed.LastOrDefault(order => order.AtMicros <= move.Micros && order.Order is RelayMeter.Trip or RelayMeter.AllowClose or RelayMeter.Close).Order;
            var isRight = move.Cause switch
            {
                RelayCause.Trip => order == RelayMeter.Trip && obeyed.Exists(told => told.Order == RelayMeter.Trip && (told.AtMicros == due || told.AtMicros == move.Micros)),
                RelayCause.AllowClose => order == RelayMeter.AllowClose && move.State == RelayState.Allowed,
                RelayCause.CloseDirectly => order == RelayMeter.Close && move.State == RelayState.Closed,
                // A direct close whose contact stuck leaves what was allowed before allowed.
                RelayCause.Button => order is RelayMeter.AllowClose or RelayMeter.Close && meter.Presses.Contains(move.Micros),
                _ => false,
            };
            if (!isRight) Tell($"{meter.Address}: its relay went to {move.State} at {Time(move.Micros)} by {move.Cause}, after {order:X2}");
        }
    }

    private void JudgeBelief(RelayOrder order, RelayMeter meter)
    {
        var status = world.Cloud.Desk.Find(order.Id)!;
        var isEnd = CommandLife.IsOver(status.State);
        if (strict && status.State != CommandKinds.Of(order.Kind).Goal && !IsExcused(order, status, meter)) Tell($"{order.Kind} {order.Id} ended as {status.State} {status.Why}, with nothing wrong");
        if (!isEnd || status.Events.LastOrDefault(static told => told.What is "verified" or "allowed" or "closed") is not { } told) return;
        var until = (told.AtMs - VirtualClock.Start.ToUnixTimeMilliseconds()) * 1000;
        var from = order.ReleasedMicros;
        var was = told.What switch
        {
            "closed" => meter.Was(from, until, static state => !state.IsOpen),
            "allowed" => meter.Was(from, until, static state => state is { IsOpen: true, IsTripped: false }),
            _ when order.Kind == CommandKind.Trip => meter.Was(from, until, static state => state is { IsOpen: true, IsTripped: true }),
            _ => meter.Was(from, until, state => state.KeepsPower == (order.Kind == CommandKind.KeepPower)),
        };
        if (!was) Tell($"{order.Kind} {order.Id} is believed {told.What} at {Time(until)}, and the meter never was so");
        // Allowed and closed are what the meter showed at that look, and not each other.
        if (told.What is "allowed" or "closed" && status.Facts?.StatusWord is { } word && (word & 0x10) != 0 != (told.What == "allowed")) Tell($"{order.Id}: {told.What} by status word {word:X4}");
        if (status is { Facts.StatusWord: not null, FactsMs: { } toldMs } && (toldMs - VirtualClock.Start.ToUnixTimeMilliseconds()) * 1000 is var looked && !meter.Was(looked - LookMicros, looked, state => (status.Facts!.StatusWord & JudgedBits) == Word(state)))
            Tell($"{order.Id}: the meter never showed {status.Facts!.StatusWord:X4} around {Time(looked)}");
    }

    /// <summary>Without faults a command still meets a meter that keeps power, one that only allows, and newer decisions.</summary>
    private static bool IsExcused(RelayOrder order, OrderStatus status, RelayMeter meter) => status.State switch
    {
        CommandState.Refused => (status.Why is "keep_power" && meter.Was(order.ReleasedMicros, long.MaxValue, static state => state.KeepsPower))
            || (status.Why is "meter_refused" && order.Kind == CommandKind.Close && meter.Orders.Any(static told => told is { Order: RelayMeter.Close, IsObeyed: false })),
        CommandState.Allowed => order.Kind == CommandKind.Close,
        CommandState.Closed => order.Kind == CommandKind.AllowClose,
        CommandState.Cancelled => true,
        _ => false,
    };

    private static long Word(RelayMoment state) =>
        (state.IsOpen ? 0x10 : 0) | (state.IsTripped ? 0x40 : 0) | (state.KeepsPower ? 0x1000 : 0);

    private static byte N1(CommandKind kind) => kind switch
    {
        CommandKind.Trip => RelayMeter.Trip,
        CommandKind.AllowClose => RelayMeter.AllowClose,
        CommandKind.Close => RelayMeter.Close,
        CommandKind.KeepPower => RelayMeter.KeepPower,
        CommandKind.KeepPowerOff => RelayMeter.KeepPowerOff,
        _ => 0,
    };

    private void Tell(string problem) => _problems.Add(problem);

    private static string Time(long micros) => (micros / 1e6).ToString("F3", CultureInfo.InvariantCulture) + " s";
}
