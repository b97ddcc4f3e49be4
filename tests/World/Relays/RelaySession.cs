using System.Globalization;
using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Commands.Queue;
using Wattline.Firmware.Cbor;
using Wattline.Simulators.Meters.Security;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World.Relays;

/// <summary>A meter that obeys its security module alone, and the utility's module behind the real cloud, link, broker and firmware.</summary>
internal sealed class RelaySession : IDisposable
{
    private const string Address = "202600101001";

    private readonly VirtualClock _clock = new();
    private readonly Person _operator = new("mei", new HashSet<string> { CommandRights.Commands, CommandRights.Write, CommandRights.Close });
    private readonly Person _second = new("otto", new HashSet<string> { CommandRights.Commands, CommandRights.Release });
    private readonly List<byte[]> _kept = [];
    private readonly RelayCloud _cloud;
    private readonly RelayGateway _gateway;
    private readonly SimulatedModule _module;

    public RelaySession(long answerDelayMicros)
    {
        var random = new Random(7);
        var line = new Rs485Line(_clock, 7);
        var key = new byte[16];
        random.NextBytes(key);
        Esam = new SimulatedEsam(key, 8);
        Meter = new RelayMeter(_clock, line, Address, random, refusesPlainOrders: true);
        Meter.Device.Security = Esam;
        Meter.Device.AnswerDelayMicros = answerDelayMicros;
        _module = new SimulatedModule(new Dictionary<string, byte[]> { [Address] = key }, 9);
        _cloud = new RelayCloud(_clock, random, [Address], [2, 0x56, 0x34, 0x12]);
        RelayGateway? gateway = null;
        var cabinet = new RelayCabinet(_clock, line, () => gateway?.Broker, _cloud.Key, random);
        _gateway = gateway = new RelayGateway(_clock, new UnsyncedDisk(), new UnsyncedDisk(), null, _kept, cabinet.Socket.Collect);
        gateway.Link(_cloud.Session());
        cabinet.Boot(RelayWorld.PlanOf([Meter]));
        Run(20);
    }

    public SimulatedEsam Esam { get; }

    public RelayMeter Meter { get; }

    public void Run(int seconds) => _clock.RunUntil(_clock.NowMicros + (seconds * 1_000_000L));

    /// <summary>A trip as meters without a module obey it.</summary>
    public OrderStatus PlainTrip() => End(_cloud.Desk.Propose(new CommandProposal { Command = "trip", Meters = [Address], Reason = "the world" }, _operator)[0].Id);

    /// <summary>Proves the utility's identity: what the meter answered.</summary>
    public byte[] Open()
    {
        var status = Pass(_module.Identity(Address), 0);
        if (status is not { State: CommandState.Done, Data: { } data }) throw new InvalidOperationException($"The session was not opened: {status.State} {status.Why}.");
        return new CborReader(data, 0, data.Length).ReadBytes();
    }

    /// <summary>Has an order made by the module and passed to the meter.</summary>
    public OrderStatus Order(byte order, byte[] answer, Func<byte[], byte[]>? spoil = null)
    {
        var data = _module.Order(Address, order, Meter.Device.ClockShows(_clock.NowMicros).AddMinutes(10), answer);
        return Pass(spoil?.Invoke(data) ?? data, order);
    }

    public void Dispose()
    {
        _gateway.Dispose();
        _cloud.Dispose();
    }

    private OrderStatus Pass(byte[] data, int order)
    {
        var asked = _cloud.Desk.Propose(
            new CommandProposal { Command = "security", Meters = [Address], Reason = "the world", PatienceSeconds = 60, Frame = new CommandFrame(0x03, data, Repeated: 4, Order: order) }, _operator)[0];
        if (asked.Outcome != DeskOutcome.Proposed) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"It was to wait for a second person: {asked}."));
        _cloud.Desk.Approve(asked.Id, false, _second);
        return End(asked.Id);
    }

    private OrderStatus End(long id)
    {
        Run(100);
        return _cloud.Desk.Find(id)!;
    }
}
