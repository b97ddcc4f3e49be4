using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Configuration;
using Wattline.Gateway.Host;
using Wattline.Gateway.Host.Enrol;
using Wattline.Gateway.Host.Settings;
using Wattline.Gateway.Mqtt;
using Wattline.Tests.Gateway.Host.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Gateway.Host;

public sealed class EnrolTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("enrol-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_device_that_was_enrolled_connects_and_once_revoked_it_does_not()
    {
        Enrol(0, "C-1");
        Enrol(0, "--server", "127.0.0.1");
        await using var gateway = await StartAsync();
        using (var client = await ConnectAsync(gateway.TlsPort, "C-1"))
        {
            await client.WriteAsync(Connect("C-1"), Stop);
            var answer = new byte[4];
            await client.ReadExactlyAsync(answer, Stop);
            Assert.Equal([0x20, 2, 0, 0], answer);
        }
        await gateway.StopAsync();
        Assert.Contains("C-1 is revoked", Enrol(0, "--revoke", "C-1"), StringComparison.Ordinal);
        Assert.Contains("nobody of that name", Enrol(1, "--revoke", "C-1"), StringComparison.Ordinal);
        var old = Assert.Single(Directory.GetFiles(PathOf("devices"), "C-1.*.revoked.pem"));
        await using var again = await StartAsync();
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            using var client = await ConnectAsync(again.TlsPort, Path.GetFileNameWithoutExtension(old));
            if (await client.ReadAsync(new byte[1], Stop) == 0) throw new IOException("closed");
        });
        Enrol(0, "C-1");
    }

    [Fact]
    public void Keys_are_for_their_owner_alone_and_nothing_is_overwritten()
    {
        Enrol(0, "C-1");
        var key = File.ReadAllText(PathOf("devices/C-1.key"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOf("devices/C-1.key")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOf("authority.key")));
        }
        var authority = File.ReadAllText(PathOf("authority.pem"));
        Assert.Contains("is not overwritten", Enrol(1, "C-1"), StringComparison.Ordinal);
        Enrol(0, "C-2");
        Assert.Equal((key, authority), (File.ReadAllText(PathOf("devices/C-1.key")), File.ReadAllText(PathOf("authority.pem"))));
        File.Delete(PathOf("authority.key"));
        Assert.Contains("without the other", Enrol(1, "C-3"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_is_shown_once_and_opens_its_account()
    {
        var device = Password(Enrol(0, "--password", "C-1"));
        var person = Password(Enrol(0, "--password", "ann", "--role", "operator", "--pattern", "v1/#", "--pattern", "$SYS/#"));
        Assert.Contains("is in", Enrol(1, "--password", "ann", "--role", "operator", "--pattern", "#"), StringComparison.Ordinal);
        var text = File.ReadAllText(PathOf("credentials"));
        Assert.DoesNotContain(device, text, StringComparison.Ordinal);
        var accounts = CredentialsAuthenticator.Load(PathOf("credentials"), new ManualTime());
        Assert.Equal(ClientRole.Device, accounts.Authenticate(new("x", "C-1", Encoding.ASCII.GetBytes(device), null))!.Role);
        Assert.Equal(["v1/#", "$SYS/#"], accounts.Authenticate(new("x", "ann", Encoding.ASCII.GetBytes(person), null))!.Patterns);

        static string Password(string said) => said.Split(' ')[6];
    }

    [Theory]
    [InlineData("'../x' is no name", "../x")]
    [InlineData("'a b' is no name", "--password", "a b")]
    [InlineData("'' is no name", "")]
    [InlineData("is no host name", "--server", "a/b")]
    [InlineData("--role: 'root'", "--password", "x", "--role", "root")]
    [InlineData("--pattern is missing", "--password", "x", "--role", "operator")]
    [InlineData("a pattern is no topic filter", "--password", "x", "--role", "operator", "--pattern", "a#")]
    [InlineData("--days: '0'", "C-1", "--days", "0")]
    [InlineData("--colour is not known", "C-1", "--colour", "red")]
    [InlineData("--days wants a value", "C-1", "--days")]
    [InlineData("One of NAME", "C-1", "--revoke", "C-2")]
    [InlineData("One of NAME")]
    [InlineData("one name at a time", "C-1", "C-2")]
    public void What_cannot_be_done_is_refused_with_its_reason_and_leaves_nothing(string reason, params string[] args)
    {
        Assert.Contains(reason, Enrol(1, args), StringComparison.Ordinal);
        Assert.DoesNotContain(_directory.GetFiles("*.key", SearchOption.AllDirectories), file => file.Name != "authority.key");
        Assert.False(File.Exists(PathOf("credentials")));
    }

    private string PathOf(string file) => Path.Combine(_directory.FullName, file);

    private string Enrol(int code, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal((code, error.ToString()), (EnrolCommand.Run([.. args, "--directory", _directory.FullName], output, error, MachineTime.Clock), code == 0 ? error.ToString() : ""));
        return code == 0 ? output.ToString() : error.ToString();
    }

    private Task<GatewayProcess> StartAsync() => GatewayProcess.StartAsync(
        SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Journal:Directory"] = PathOf("journal"),
            ["Http:Port"] = "0",
            ["Mqtt:Plain"] = "false",
            ["Mqtt:Tls:Port"] = "0",
            ["Mqtt:Tls:Address"] = "127.0.0.1",
            ["Mqtt:Tls:CertificateFile"] = PathOf("servers/127.0.0.1.pem"),
            ["Mqtt:Tls:KeyFile"] = PathOf("servers/127.0.0.1.key"),
            ["Mqtt:Tls:AuthorityFiles:0"] = PathOf("authority.pem"),
            ["Mqtt:Tls:RevocationFiles:0"] = PathOf("revoked.pem"),
        }).Build()),
        new ManualTime(), null, Stop);

    private async Task<SslStream> ConnectAsync(int port, string file)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, Stop);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(PathOf("authority.pem"));
        using var pem = X509Certificate2.CreateFromPemFile(PathOf($"devices/{file}.pem"), PathOf($"devices/{file}.key"));
        var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", ClientCertificates = [certificate], CertificateChainPolicy = policy }, Stop);
        return tls;
    }

    private static byte[] Connect(string id) => [0x10, (byte)(12 + id.Length), 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 60, 0, (byte)id.Length, .. Encoding.ASCII.GetBytes(id)];
}
