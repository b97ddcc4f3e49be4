using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Peers.EventHubs;

/// <summary>Other people's clients against the Event Hubs endpoint.</summary>
public sealed class ClientsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Microsofts_javascript_client_sends_and_reads()
    {
        await using var endpoint = await EndpointProcess.StartAsync(Stop);
        await Scripts.PassesAsync("4 passed, 0 failed", "node", Stop, Path.Combine(Scripts.Npm, "azure-client.mjs"), $"{endpoint.Port}", "readings");
    }

    /// <summary>The acceptance test that stands beside the repository, when it does: 22 checks, with checkpoints in Azurite's blobs.</summary>
    [Fact]
    public async Task The_whole_acceptance_test_passes()
    {
        string script = Path.Combine(Scripts.Npm, "accept.mjs");
        if (!File.Exists(script))
            Assert.Skip("The acceptance test is not beside the repository.");
        await using var endpoint = await EndpointProcess.StartAsync(Stop);
        int blobs = TestPorts.Take();
        using var azurite = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("node")
        {
            ArgumentList =
            {
                Path.Combine(Scripts.Npm, "node_modules", ".bin", "azurite-blob"), "--silent", "--blobHost", "127.0.0.1", "--blobPort", $"{blobs}",
                "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry",
            },
        })!;
        try
        {
            await Patience.UntilAsync(() => Answers(blobs), () => "Azurite does not answer.", Stop);
            await Scripts.PassesAsync("22 passed, 0 failed", "node", Stop, script, "--host", "127.0.0.1", "--port", $"{endpoint.Port}",
                "--hub", "readings", "--cg", "$Default", "--blob", $"http://127.0.0.1:{blobs}/devstoreaccount1");
        }
        finally
        {
            azurite.Kill(entireProcessTree: true);
            await azurite.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Debian's python3-azure takes no other port than TLS's own.</summary>
    [Fact]
    public async Task Microsofts_python_client_sends_and_reads_over_tls()
    {
        var folder = Directory.CreateTempSubdirectory("wattline-peers-");
        try
        {
            string pem = Path.Combine(folder.FullName, "certificate.pem"), both = Path.Combine(folder.FullName, "both.pem");
            await WriteCertificateAsync(pem, both);
            await using var endpoint = await EndpointProcess.StartAsync(Stop, "--tls-port", "5671", "--certificate", both);
            await Scripts.PassesAsync("3 passed, 0 failed", Scripts.Python, Stop, Scripts.PythonScript("azure_client.py"), "readings", pem);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Qpid_proton_sends_and_reads()
    {
        await using var endpoint = await EndpointProcess.StartAsync(Stop);
        await Scripts.PassesAsync("1 passed, 0 failed", Scripts.Python, Stop, Scripts.PythonScript("proton_client.py"), $"{endpoint.Port}", "readings");
    }

    private static async Task WriteCertificateAsync(string pem, string both)
    {
        using var key = RSA.Create(2_048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        await File.WriteAllTextAsync(pem, certificate.ExportCertificatePem(), Stop);
        await File.WriteAllTextAsync(both, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem(), Stop);
    }

    private static bool Answers(int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
