using Wattline.Gateway.Mqtt;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Gateway.Mqtt.Access;

/// <summary>An authenticator that takes its time, and one that changes its mind.</summary>
public sealed class VerdictTests : IAuthenticator, IDisposable
{
    private static readonly ClientIdentity _c1 = new("c1", ClientRole.Device, []);

    private readonly MqttMetrics _metrics = new();
    private readonly PretendIntake _intake = new();
    private readonly MqttBroker _broker;
    private Action<Verdict>? _later;
    private int _asked;
    private CloseReason _recheck;

    public VerdictTests() => _broker = new(_intake, this, new ConcentratorTopicPolicy(), new(), new ManualTime(), _metrics);

    public void Dispose()
    {
        _broker.Dispose();
        _metrics.Dispose();
    }

    public ClientIdentity? Authenticate(in ConnectCredentials credentials) => throw new NotSupportedException();

    public Verdict Judge(in ConnectCredentials credentials, Action<Verdict> later)
    {
        _asked++;
        _later = later;
        return default;
    }

    public CloseReason Recheck(ClientIdentity identity, CertificateIdentity? certificate) => _recheck;

    [Fact]
    public void A_client_waits_for_its_verdict_and_what_it_sent_meanwhile_is_kept()
    {
        var client = MemoryTransport.Connect(_broker)!;
        client.Receive((byte[])[.. Packet.Connect("c1"), .. Packet.Pingreq]);
        client.Receive(Packet.Publish("v1/up/c1/readings", "r", 1));
        Assert.Empty(_intake.Messages);
        _later!(new(_c1, CloseReason.None));
        client.Step();
        Assert.StartsWith("connack 0", Packet.Read(client.Take())[0], StringComparison.Ordinal);
        Assert.Single(_intake.Messages);
        Assert.Equal(1, _asked);
    }

    [Theory]
    [InlineData(CloseReason.BadCredentials, "connack 4")]
    [InlineData(CloseReason.TooManyLogins, "connack 3")]
    public void A_late_refusal_is_answered_and_named(CloseReason reason, string answer)
    {
        var client = MemoryTransport.Connect(_broker)!;
        client.Receive(Packet.Connect("c1"));
        _later!(new(null, reason));
        client.Step();
        Assert.StartsWith(answer, Packet.Read(client.Take())[0], StringComparison.Ordinal);
        Assert.Equal(reason, client.Connection.Reason);
    }

    [Fact]
    public void A_client_that_would_not_be_let_in_any_more_is_closed_at_the_next_look()
    {
        var client = MemoryTransport.Connect(_broker)!;
        client.Receive(Packet.Connect("c1"));
        _later!(new(_c1, CloseReason.None));
        client.Step();
        Assert.Equal(0, _broker.Recheck());
        _recheck = CloseReason.CertificateRevoked;
        Assert.Equal(1, _broker.Recheck());
        Assert.Equal(CloseReason.CertificateRevoked, client.Connection.Reason);
    }
}
