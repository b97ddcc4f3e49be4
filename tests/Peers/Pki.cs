using Wattline.Gateway.Host;
using Xunit;

namespace Wattline.Tests.Peers;

/// <summary>A development authority in a folder of its own, as the gateway's enrol makes it.</summary>
internal sealed class Pki : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wattline-pki-");

    public string Folder => _folder.FullName;

    public string this[string file] => Path.Combine(_folder.FullName, file);

    /// <summary>A certificate for localhost, and one for each device.</summary>
    public static async Task<Pki> MakeAsync(CancellationToken stop, params string[] devices)
    {
        var pki = new Pki();
        await pki.EnrolAsync(stop, "--server", "localhost");
        foreach (var device in devices) await pki.EnrolAsync(stop, device);
        return pki;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task EnrolAsync(CancellationToken stop, params string[] what)
    {
        var (exitCode, output) = await Tool.RunAsync("dotnet", stop, [typeof(GatewayProcess).Assembly.Location, "enrol", .. what, "--directory", Folder]);
        Assert.True(exitCode == 0, output);
    }
}
