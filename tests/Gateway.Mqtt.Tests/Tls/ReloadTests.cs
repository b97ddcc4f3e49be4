using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt.Tls;

/// <summary>Files that change while the endpoint runs.</summary>
public sealed class ReloadTests
{
    private const int HangsAfter = 180_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = HangsAfter)]
    public async Task A_new_server_certificate_is_for_new_handshakes_and_a_bad_file_changes_nothing()
    {
        await using var rig = await TlsRig.StartAsync();
        using var certificate = rig.Authority.Client("CN=c1");
        await using var before = await rig.ConnectAsync(certificate, "c1");
        rig.Write("server.pem", "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n");
        rig.Refresh();
        Assert.Contains("server.pem", await rig.LoggedAsync("3151 "), StringComparison.Ordinal);
        await using var between = await rig.ConnectAsync(certificate, "c1");
        Assert.Equal(before.RemoteCertificate!.GetSerialNumberString(), between.RemoteCertificate!.GetSerialNumberString());

        rig.WriteServer(rig.Authority.Server());
        rig.Refresh();
        await rig.LoggedAsync("3150 ");
        await using var after = await rig.ConnectAsync(certificate, "c1");
        Assert.NotEqual(before.RemoteCertificate!.GetSerialNumberString(), after.RemoteCertificate!.GetSerialNumberString());
    }

    [Fact(Timeout = HangsAfter)]
    public async Task Who_is_revoked_while_connected_is_disconnected_and_not_let_in_again_with_its_old_session_ticket_either()
    {
        await using var rig = await TlsRig.StartAsync();
        using var revoked = rig.Authority.Client("CN=c1");
        using var good = rig.Authority.Client("CN=c2");
        await using var client = await rig.ConnectAsync(revoked, "c1");
        await using var other = await rig.ConnectAsync(good, "c2");
        rig.Authority.Revoke(revoked);
        rig.Write("revoked.pem", rig.Authority.RevokedPem());
        rig.Refresh();
        Assert.Equal(0, await client.ReadAsync(new byte[1], Stop));
        Assert.Contains(rig.Logs, line => line.Contains("c1", StringComparison.Ordinal) && line.Contains(nameof(CloseReason.CertificateRevoked), StringComparison.Ordinal));
        Assert.Equal("c2", Assert.Single(rig.Broker.Clients).ClientId);
        await Assert.ThrowsAnyAsync<Exception>(() => rig.ConnectAsync(revoked, "c1"));
        Assert.Contains("CN=c1", await rig.LoggedAsync("3154 "), StringComparison.Ordinal);
    }

    [Fact(Timeout = HangsAfter)]
    public async Task A_certificate_that_expires_ends_its_connection()
    {
        await using var rig = await TlsRig.StartAsync();
        using var certificate = rig.Authority.Client("CN=c1", notAfter: 1.0 / 24);
        await using var client = await rig.ConnectAsync(certificate, "c1");
        rig.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Single(rig.Broker.Clients);
        rig.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, await client.ReadAsync(new byte[1], Stop));
        await rig.LoggedAsync(nameof(CloseReason.CertificateExpired));
    }

    [Fact(Timeout = HangsAfter)]
    public async Task Two_authorities_are_trusted_at_once_while_one_follows_the_other()
    {
        await using var rig = await TlsRig.StartAsync();
        using var next = new Authority("Next authority");
        using var old = rig.Authority.Client("CN=c1");
        using var fresh = next.Client("CN=c2");
        rig.Write("authorities.pem", rig.Authority.Pem + "\n" + next.Pem);
        rig.Refresh();
        await using var first = await rig.ConnectAsync(old, "c1");
        await using var second = await rig.ConnectAsync(fresh, "c2");
        rig.Write("authorities.pem", next.Pem);
        rig.Write("revoked.pem", next.RevokedPem());
        rig.Refresh();
        Assert.Equal(0, await first.ReadAsync(new byte[1], Stop));
        Assert.Equal("c2", Assert.Single(rig.Broker.Clients).ClientId);
    }

    [Theory(Timeout = HangsAfter)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_revocation_list_past_its_next_update_is_told_and_used_or_refuses_as_it_is_set(bool strict)
    {
        await using var rig = await TlsRig.StartAsync(files => files with { FreshRevocationRequired = strict });
        using var certificate = rig.Authority.Client("CN=c1", notAfter: 100);
        rig.Write("revoked.pem", rig.Authority.RevokedPem(nextUpdate: -1));
        rig.Refresh();
        Assert.Contains("CN=Test authority", await rig.LoggedAsync("3152 "), StringComparison.Ordinal);
        if (strict)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => rig.ConnectAsync(certificate, "c1"));
            await rig.LoggedAsync(nameof(CloseReason.RevocationUnknown));
        }
        else
        {
            await using var client = await rig.ConnectAsync(certificate, "c1");
        }
    }

    [Fact]
    public async Task All_files_that_cannot_be_used_are_named_at_once()
    {
        await using var rig = await TlsRig.StartAsync();
        using var other = new Authority();
        rig.Write("other.pem", other.RevokedPem());
        rig.Write("empty.pem", "");
        rig.Write("junk.pem", "-----BEGIN X509 CRL-----\nMAAA\n-----END X509 CRL-----\n");
        var faults = Assert.Throws<TlsFilesException>(() => new TlsKeeper(
            new()
            {
                CertificateFile = rig.Path("nowhere.pem"),
                KeyFile = rig.Path("server.key"),
                AuthorityFiles = [rig.Path("empty.pem"), rig.Path("authorities.pem")],
                RevocationFiles = [rig.Path("other.pem"), rig.Path("junk.pem"), rig.Path("empty.pem"), rig.Path("revoked.pem")],
            },
            rig.Time,
            rig)).Faults;
        Assert.Equal(
            ["nowhere.pem: the file cannot be read.", "empty.pem: there is no certificate in PEM.", "other.pem: no authority given has signed it.", "junk.pem: it is no revocation list.", "empty.pem: it is no revocation list."],
            faults.Select(fault => fault[(fault.LastIndexOf('/') + 1)..]));
    }
}
