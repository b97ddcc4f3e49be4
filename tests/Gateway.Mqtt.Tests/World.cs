using Wattline.Gateway.Mqtt;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>A broker in memory with clients of any names; users are devices, except "op", an operator of everything.</summary>
internal sealed class World : IDisposable, IAuthenticator
{
    public World(
        MqttLimits? limits = null, bool open = false, PretendStore? store = null, PretendIntake? intake = null, ManualTime? time = null,
        Action<Action>? dispatch = null)
    {
        (Intake, Time) = (intake ?? new(), time ?? new());
        ITopicPolicy policy = open ? new OpenTopicPolicy(["test/nosubscribe"]) : new ConcentratorTopicPolicy();
        Broker = new(Intake, this, policy, limits ?? new(), Time, Metrics, observer: Observer, dispatch: dispatch, state: store);
    }

    public ManualTime Time { get; }

    public PretendIntake Intake { get; }

    public string[] OperatorsPatterns { get; set; } = ["#", "$SYS/#"];

    public Observed Observer { get; } = new();

    public MqttMetrics Metrics { get; } = new();

    public MqttBroker Broker { get; }

    public ClientIdentity? Authenticate(in ConnectCredentials credentials) =>
        credentials.User is null || !credentials.Password.Span.SequenceEqual("pw"u8) ? null
        : credentials.User == "op" ? new("op", ClientRole.Operator, OperatorsPatterns)
        : new(credentials.User, ClientRole.Device, []);

    public MemoryTransport Open() => MemoryTransport.Connect(Broker)!;

    public MemoryTransport Connected(
        string id = "c1", string user = "c1", bool clean = true, int keepAlive = 60, (string, string, bool)? will = null)
    {
        var client = Open();
        client.Receive(Packet.Connect(id, user, "pw", clean, keepAlive, will));
        Assert.StartsWith("connack 0", Packet.Read(client.Take())[0], StringComparison.Ordinal);
        return client;
    }

    public MemoryTransport Connected5(
        string id = "c1", string user = "c1", byte[]? properties = null, bool clean = true, int keepAlive = 60,
        (string, string, int, bool, byte[])? will = null)
    {
        var client = Open();
        client.Receive(Packet5.Connect(id, properties, clean, keepAlive, user, "pw", will));
        Assert.StartsWith("connack 00", Packet5.Read(client.Take())[0], StringComparison.Ordinal);
        return client;
    }

    /// <summary>Time goes by with its heartbeats.</summary>
    public void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            Broker.Tick();
        }
    }

    public void Dispose()
    {
        Broker.Dispose();
        Metrics.Dispose();
    }

    internal sealed class Observed : IClientObserver
    {
        public List<string> Lines { get; } = [];

        public void Connected(ClientIdentity identity) => Lines.Add($"+{identity.Name}");

        public void Subscribed(ClientIdentity identity, string filter) => Lines.Add($"{identity.Name} {filter}");

        public void Disconnected(ClientIdentity identity, CloseReason reason) => Lines.Add($"-{identity.Name} {reason}");
    }
}
