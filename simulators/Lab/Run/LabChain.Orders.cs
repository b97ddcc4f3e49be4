using System.Globalization;
using System.Security.Cryptography;
using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Commands.Queue;
using Wattline.Firmware.Ports;
using Wattline.Simulators.Physics;
using RelayState = Wattline.Simulators.Meters.Relay.RelayState;

namespace Wattline.Simulators.Lab.Run;

/// <summary>Commands in the lab: who may give them, a few that its people give, and whether what the cloud believes of a relay is so.</summary>
internal sealed partial class LabChain
{
    private const long MinuteMicros = 60_000_000;

    /// <summary>Between two orders: a trip is over before its close comes, at speeds that leave the network a second.</summary>
    private const long OrderEveryMicros = 30 * MinuteMicros;

    private static readonly Person _operator = new("operator", new HashSet<string> { CommandRights.Commands, CommandRights.Close });
    private static readonly Person _release = new("release", new HashSet<string> { CommandRights.Commands, CommandRights.Release });

    private readonly List<long> _orders = [];
    private readonly SortedDictionary<string, int> _turnedDown = new(StringComparer.Ordinal);

    /// <summary>Lets the lab's people give their commands, in turn: trip, allow (and the customer presses), trip, close.</summary>
    public void ScheduleOrders()
    {
        var meters = Block.Meters.Where(static meter => meter.IsDlt645).ToList();
        for (var i = 0; i < _options.Orders && meters.Count > 0; i++)
        {
            var (meter, turn) = (meters[i / 4 % meters.Count], i % 4);
            Block.Clock.At((i + 2) * OrderEveryMicros, () => Order(turn switch { 1 => "allow_close", 3 => "close", _ => "trip" }, meter.Id));
            if (turn == 1) Block.Clock.At(((i + 2) * OrderEveryMicros) + (25 * MinuteMicros), () => meter.Device.PressButton(Block.Clock.NowMicros));
        }
    }

    private string NewMasterKey()
    {
        if (!File.Exists(_folder.MasterKey)) File.WriteAllText(_folder.MasterKey, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        return _folder.MasterKey;
    }

    private void GiveKeys()
    {
        foreach (var concentrator in _concentrators)
        {
            var (number, key) = _portal!.Vault.Draw(concentrator.Device.Name, "lab");
            concentrator.Keys = new LabKeys(number, key);
        }
        if (Block.Options.MeterPassword is not { } password) return;
        // Level 02, the password low digits first, and an operator.
        var digits = Convert.FromHexString(password);
        Array.Reverse(digits);
        foreach (var meter in Block.Meters.Where(static meter => meter.IsDlt645)) _portal!.Vault.PutAccess(meter.Id, [0x02, .. digits, 1, 0, 0, 0], "lab");
    }

    private void Order(string command, string meter)
    {
        var answer = _portal!.Desk.Propose(new CommandProposal
        {
            Command = command,
            Meters = [meter],
            Reason = "the lab",
            Consent = "the lab",
            Expires = Block.Clock.Time.GetUtcNow().AddHours(20),
        }, _operator)[0];
        if (answer.Outcome == DeskOutcome.Proposed) answer = _portal.Desk.Approve(answer.Id, whole: false, _release)[0];
        if (answer.Outcome == DeskOutcome.Queued) _orders.Add(answer.Id);
        else _turnedDown[answer.Why ?? answer.Outcome.ToString()] = _turnedDown.GetValueOrDefault(answer.Why ?? answer.Outcome.ToString()) + 1;
    }

    private SortedDictionary<string, int> OrdersByState(List<string> problems)
    {
        var states = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (why, count) in _turnedDown) states[$"turned down: {why}"] = count;
        foreach (var id in _orders)
        {
            var order = _portal!.Desk.Find(id)!;
            var name = $"{order.Command} {order.State.ToString().ToLowerInvariant()}{(order.Why is null ? "" : $" ({order.Why})")}";
            states[name] = states.GetValueOrDefault(name) + 1;
            if (order.State is not (CommandState.Verified or CommandState.Closed or CommandState.Allowed) || order.FactsMs is not { } toldMs) continue;
            // By the meter itself, at the moment of its word.
            var at = (toldMs - VirtualClock.Start.ToUnixTimeMilliseconds()) * 1000;
            var relay = Block.Meters.Single(meter => meter.Id == order.Meter).Device.StateAt(at);
            var believed = order.State switch { CommandState.Verified => RelayState.Open, CommandState.Closed => RelayState.Closed, _ => RelayState.Allowed };
            if (relay != believed) problems.Add(string.Create(CultureInfo.InvariantCulture, $"{order.Command} {id} is believed {believed}, and the relay was {relay}"));
        }
        return states;
    }

    private IReadOnlyList<string> FirstOrder() => _orders.Count == 0 ? [] : [.. _portal!.Desk.Find(_orders[0])!.Events.Select(static told =>
        string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeMilliseconds(told.AtMs):HH:mm:ss} {told.What} by {told.Who}"))];

    private sealed class LabKeys(long number, byte[] key) : ICommandKeys
    {
        public byte[]? Key(long asked) => asked == number ? key : null;
    }
}
