using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Wattline.Gateway.Mqtt;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Gateway.Mqtt.Tls;

/// <summary>Clients with certificates over real sockets.</summary>
public sealed class TlsTests
{
    /// <summary>Milliseconds: the end of a test that would never end.</summary>
    private const int HangsAfter = 180_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = HangsAfter)]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_client_with_a_certificate_is_the_concentrator_of_its_common_name(SslProtocols version)
    {
        await using var rig = await TlsRig.StartAsync();
        using var certificate = rig.Authority.Client("CN=c1, O=Utility");
        await using var client = await rig.ConnectAsync(certificate, "c1", version);
        Assert.Equal((version, "mqtt"), (client.SslProtocol, client.NegotiatedApplicationProtocol.ToString()));
        await client.WriteAsync(Packet.Publish("v1/up/c1/readings", new('r', 20_000), 7), Stop);
        Assert.Equal([0x40, 2, 0, 7], await TlsRig.ReceiveAsync(client, 4));
        Assert.StartsWith("c1 v1/up/c1/readings rrr", Assert.Single(rig.Intake.Messages), StringComparison.Ordinal);
    }

    [Theory(Timeout = HangsAfter)]
    [InlineData(CloseReason.CertificateExpired, "CN=c1", -10, -1, "1.3.6.1.5.5.7.3.2")]
    [InlineData(CloseReason.CertificateNotYetValid, "CN=c1", 1, 10, "1.3.6.1.5.5.7.3.2")]
    [InlineData(CloseReason.CertificateUnfit, "CN=c1", -1, 1, "1.3.6.1.5.5.7.3.1")]
    [InlineData(CloseReason.CertificateUnfit, "CN=c/1", -1, 1, "1.3.6.1.5.5.7.3.2")]
    [InlineData(CloseReason.CertificateUnfit, "O=c1", -1, 1, "1.3.6.1.5.5.7.3.2")]
    [InlineData(CloseReason.CertificateUnfit, "CN=c1, CN=c2", -1, 1, "1.3.6.1.5.5.7.3.2")]
    public async Task A_certificate_that_is_not_for_this_now_is_turned_away_by_name(CloseReason reason, string subject, int notBefore, int notAfter, string usage)
    {
        await using var rig = await TlsRig.StartAsync();
        using var certificate = rig.Authority.Client(subject, notBefore, notAfter, usage);
        await RefusedAsync(rig, certificate, reason);
    }

    [Fact(Timeout = HangsAfter)]
    public async Task A_certificate_of_another_authority_of_the_same_name_is_turned_away()
    {
        await using var rig = await TlsRig.StartAsync();
        using var other = new Authority();
        using var certificate = other.Client("CN=c1");
        await RefusedAsync(rig, certificate, CloseReason.CertificateUntrusted);
    }

    [Fact(Timeout = HangsAfter)]
    public async Task Without_a_certificate_a_client_is_turned_away_where_one_is_required_and_asked_for_a_password_where_not()
    {
        await using (var strict = await TlsRig.StartAsync())
        {
            await RefusedAsync(strict, null, CloseReason.NoCertificate);
        }
        var accounts = CredentialsAuthenticator.Parse("f", [CredentialLine.Make("c1", ClientRole.Device, "pw", 1)], new ManualTime());
        await using var rig = await TlsRig.StartAsync(files => files with { ClientCertificateRequired = false }, others: accounts);
        await using var client = await rig.HandshakeAsync(null);
        await client.WriteAsync(Packet.Connect("c1"), Stop);
        Assert.Equal([0x20, 2, 0, 0], await TlsRig.ReceiveAsync(client, 4));
    }

    [Theory(Timeout = HangsAfter)]
    [InlineData("c2", null)]
    [InlineData("", null)]
    [InlineData("c1", "c2")]
    public async Task A_certificate_is_for_its_own_client_id_and_user_alone(string id, string? user)
    {
        await using var rig = await TlsRig.StartAsync();
        using var certificate = rig.Authority.Client("CN=c1");
        await using var client = await rig.HandshakeAsync(certificate);
        await client.WriteAsync(Packet.Connect(id, user, user), Stop);
        Assert.Equal(0x20, (await TlsRig.ReceiveAsync(client, 4))[0]);
        Assert.Equal(0, await client.ReadAsync(new byte[1], Stop));
        await rig.LoggedAsync(nameof(CloseReason.CertificateOfAnother));
    }

    [Fact(Timeout = HangsAfter)]
    public async Task Of_two_clients_with_one_certificate_the_later_has_the_session()
    {
        await using var rig = await TlsRig.StartAsync();
        using var certificate = rig.Authority.Client("CN=c1");
        await using var old = await rig.ConnectAsync(certificate, "c1");
        await using var now = await rig.ConnectAsync(certificate, "c1");
        Assert.Equal(0, await old.ReadAsync(new byte[1], Stop));
        Assert.Single(rig.Broker.Clients);
    }

    [Fact(Timeout = HangsAfter)]
    public async Task What_is_no_TLS_ends_and_is_named()
    {
        await using var rig = await TlsRig.StartAsync();
        using var socket = await rig.OpenAsync();
        await socket.SendAsync(Packet.Connect("c1"), Stop);
        await rig.LoggedAsync(nameof(CloseReason.HandshakeFailed));
    }

    [Fact(Timeout = HangsAfter)]
    public async Task A_large_downlink_and_a_paused_client_work_over_TLS_as_without()
    {
        await using var rig = await TlsRig.StartAsync(limits: new() { PausedBytesMax = 4_096 });
        using var certificate = rig.Authority.Client("CN=c1");
        await using var client = await rig.ConnectAsync(certificate, "c1");
        rig.Intake.Answer = IntakeOutcome.NotNow;
        await client.WriteAsync((byte[])[.. Packet.Publish("v1/up/c1/readings", "r", 1), .. Packet.Pingreq], Stop);
        Assert.Equal([0xD0, 0], await TlsRig.ReceiveAsync(client, 2));
        var sending = client.WriteAsync((byte[])[.. Enumerable.Range(2, 999).SelectMany(id => Packet.Publish("v1/up/c1/readings", new('x', 200), id))], Stop);
        rig.Intake.Answer = IntakeOutcome.Accepted;
        rig.Intake.Tell();
        var acks = await TlsRig.ReceiveAsync(client, 4_000);
        await sending;
        Assert.Equal(Enumerable.Range(1, 1_000), Enumerable.Range(0, 1_000).Select(i => (acks[(4 * i) + 2] << 8) | acks[(4 * i) + 3]));
        await client.WriteAsync(Packet.Subscribe(1, ("v1/down/c1/#", 0)), Stop);
        await TlsRig.ReceiveAsync(client, 5);
        var payload = Encoding.ASCII.GetBytes(new string('d', 400_000));
        rig.Broker.Publish("v1/down/c1/image", payload, 0, retain: false);
        Assert.Equal(payload, (await TlsRig.ReceiveAsync(client, 4 + 2 + 16 + payload.Length))[22..]);
    }

    private static async Task RefusedAsync(TlsRig rig, X509Certificate2? certificate, CloseReason reason)
    {
        foreach (var version in new[] { SslProtocols.Tls12, SslProtocols.Tls13 })
        {
            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await using var client = await rig.HandshakeAsync(certificate, version);
                if (await client.ReadAsync(new byte[1], Stop) == 0)
                {
                    throw new IOException("closed");
                }
            });
            await rig.LoggedAsync(reason.ToString());
        }
        Assert.Empty(rig.Broker.Clients);
        Assert.DoesNotContain(rig.Logs, line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
    }
}
