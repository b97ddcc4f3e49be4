using System.Globalization;
using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Commands.Queue;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World.Relays;

/// <summary>
/// Judges by what the meters did. Every order that a meter obeyed is one that the desk let through, in its time, and none is older than one
/// that the meter obeyed before; what the cloud believes was so when it was told.
/// </summary>
internal sealed class RelayOracle(RelayWorld world, bool strict)
{
    /// <summary>From a look at the meter to the record of it: the further reads of the same look, and lost answers in between.</summary>
    private const long LookMicros = 180_000_000;

    private readonly List<string> _problems = [];

    public IReadOnlyList<string> Judge()
    {
        foreach (var meter in world.Meters) JudgeMeter(meter);
        foreach (var order in world.Orders) JudgeBelief(order, world.Meters.Single(meter => meter.Address == order.Meter));
        return _problems;
    }

    private void JudgeMeter(RelayBox meter)
    {
        // The chain of decisions that explains most: for each obeyed order the lowest decision that may be it.
        var last = 0L;
        foreach (var (at, n1) in meter.Obeyed)
        {
            var decision = world.Orders
                .Where(order => order.Meter == meter.Address && N1(order.Kind) == n1 && order.Decision >= last && order.ReleasedMicros <= at && at <= order.ExpiresMicros)
                .Select(static order => order.Decision).DefaultIfEmpty(0).Min();
            if (decision == 0) Tell($"{meter.Address} obeyed {n1:X2} at {Time(at)} against the rules: no order in time, or one older than {last}");
            else last = decision;
        }
    }

    private void JudgeBelief(RelayOrder order, RelayBox meter)
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
            _ when order.Kind == CommandKind.Trip => meter.Was(from, until, static state => state is { IsOpen: true }),
            _ => meter.Was(from, until, state => state.KeepsPower == (order.Kind == CommandKind.KeepPower)),
        };
        if (!was) Tell($"{order.Kind} {order.Id} is believed {told.What} at {Time(until)}, and the meter never was so");
        // Allowed and closed are what the meter showed at that look, and not each other.
        if (told.What is "allowed" or "closed" && status.Facts?.StatusWord is { } word && (word & 0x10) != 0 != (told.What == "allowed")) Tell($"{order.Id}: {told.What} by status word {word:X4}");
        if (status is { Facts.StatusWord: not null, FactsMs: { } toldMs } && (toldMs - VirtualClock.Start.ToUnixTimeMilliseconds()) * 1000 is var looked && !meter.Was(looked - LookMicros, looked, state => status.Facts!.StatusWord == Word(state)))
            Tell($"{order.Id}: the meter never showed {status.Facts!.StatusWord:X4} around {Time(looked)}");
    }

    /// <summary>Without faults a command still meets a meter that keeps power, one that only allows, and newer decisions.</summary>
    private static bool IsExcused(RelayOrder order, OrderStatus status, RelayBox meter) => status.State switch
    {
        CommandState.Refused => status.Why is "keep_power" && meter.Was(order.ReleasedMicros, long.MaxValue, static state => state.KeepsPower),
        CommandState.Allowed => order.Kind == CommandKind.Close,
        CommandState.Closed => order.Kind == CommandKind.AllowClose,
        CommandState.Cancelled => true,
        _ => false,
    };

    private static long Word((long AtMicros, bool IsOpen, bool IsTripped, bool KeepsPower) state) =>
        (state.IsOpen ? 0x10 : 0) | (state.IsTripped ? 0x40 : 0) | (state.KeepsPower ? 0x1000 : 0);

    private static byte N1(CommandKind kind) => kind switch
    {
        CommandKind.Trip => 0x1A,
        CommandKind.AllowClose => 0x1B,
        CommandKind.Close => 0x1C,
        CommandKind.KeepPower => 0x3A,
        CommandKind.KeepPowerOff => 0x3B,
        _ => 0,
    };

    private void Tell(string problem) => _problems.Add(problem);

    private static string Time(long micros) => (micros / 1e6).ToString("F3", CultureInfo.InvariantCulture) + " s";
}
