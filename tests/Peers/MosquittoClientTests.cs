using Xunit;

namespace Wattline.Tests.Peers;

/// <summary>Debian's mosquitto clients against a running lab.</summary>
public sealed class MosquittoClientTests : IAsyncLifetime
{
    private const string Operator = "operator";
    private const string Device = "D-0001";
    private const string Meter = "900000000001";

    private LabProcess _lab = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _lab = await LabProcess.StartAsync(Stop);

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task An_operator_watches_with_mosquitto_sub()
    {
        var (exitCode, output) = await MosquittoAsync("sub", Operator, "-t", "v1/up/#", "-C", "3", "-W", "50", "-F", "%t");
        Assert.True(exitCode == 0, output);
        Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), topic => Assert.StartsWith("v1/up/C-0001/", topic));
    }

    [Fact]
    public async Task An_operator_cannot_publish()
    {
        var (exitCode, _) = await MosquittoAsync("pub", Operator, "-q", "1", "-t", "v1/down/C-0001/commands", "-m", "trip");
        Assert.NotEqual(0, exitCode);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        var (exitCode, output) = await Tool.RunAsync("mosquitto_pub", Stop, "-h", "127.0.0.1", "-p", $"{_lab.MqttPort}",
            "-i", Device, "-u", Device, "-P", "guess", "-q", "1", "-t", $"v1/up/{Device}/readings", "-m", "[]");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("bad user name or password", output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_device_publishes_SenML_with_mosquitto_pub_and_the_API_has_the_reading()
    {
        const string pack = $$"""[{"bn":"{{Meter}}:","bt":1772323200,"n":"1-0:1.8.0.255","u":"kWh","v":123.45}]""";
        var (exitCode, output) = await MosquittoAsync("pub", Device, "-q", "1", "-t", $"v1/up/{Device}/readings", "-m", pack);
        Assert.True(exitCode == 0, output);
        using var http = new HttpClient { BaseAddress = _lab.Portal };
        var text = "";
        await Patience.UntilAsync(async () =>
        {
            text = await http.GetStringAsync($"api/meters/{Meter}/readings?obis=1-0:1.8.0", Stop);
            return text.Contains("\"123.45\"", StringComparison.Ordinal);
        }, () => text, Stop);
    }

    [Fact]
    public async Task A_device_cannot_speak_for_another()
    {
        var (exitCode, _) = await MosquittoAsync("pub", Device, "-q", "1", "-t", "v1/up/C-0001/readings", "-m", "[]");
        Assert.NotEqual(0, exitCode);
    }

    private Task<(int ExitCode, string Output)> MosquittoAsync(string tool, string account, params string[] rest) =>
        Tool.RunAsync($"mosquitto_{tool}", Stop, ["-h", "127.0.0.1", "-p", $"{_lab.MqttPort}", "-i", account, "-u", account, "-P", _lab.Passwords[account], .. rest]);
}
