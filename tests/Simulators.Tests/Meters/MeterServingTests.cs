using System.Net;
using System.Net.Sockets;
using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Meters.Serving;
using Wattline.Simulators.Physics;
using Xunit;

namespace Wattline.Tests.Simulators.Meters;

public sealed class MeterServingTests
{
    private const string Ask = "FEFEFEFE68129078563412681104333334336816";
    private const string Answer = "FEFEFEFE6812907856341268910833333433" + "33333333" + "B816";

    private readonly VirtualClock _clock = new();

    private MeterShelf Shelf() => new(
        [.. new[] { "123456789011", "123456789012", "123456789013" }.Select(address =>
            new SimulatedMeter(new MeterSettings { Address = address }, new LoadProfile([0])))],
        _clock.Time);

    /// <summary>Turns the clock while something real is awaited.</summary>
    private async Task Turn(Task awaited)
    {
        while (!awaited.IsCompleted)
        {
            _clock.RunUntil(_clock.NowMicros + 1_000);
            await Task.Yield();
        }
        await awaited;
    }

    private async Task AskOver(Stream stream)
    {
        var request = Convert.FromHexString(Ask);
        var answer = new byte[Answer.Length / 2];
        await stream.WriteAsync(request, TestContext.Current.CancellationToken);
        await Turn(stream.ReadExactlyAsync(answer, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal(Answer, Convert.ToHexString(answer));
    }

    [Fact(Timeout = 60_000)]
    public async Task Several_meters_answer_behind_one_port_and_a_client_may_come_back()
    {
        await using var server = MeterTcpServer.Start(Shelf(), new IPEndPoint(IPAddress.Loopback, 0), chunkBytesMax: 5);
        for (var i = 0; i < 2; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(server.Endpoint, TestContext.Current.CancellationToken);
            await AskOver(client.GetStream());
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pseudo_terminal_passes_every_byte_as_it_is_and_outlives_its_users()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pseudo-terminals are Linux's.");
        await using var terminal = MeterTerminal.Start(Shelf());
        for (var i = 0; i < 2; i++)
        {
            await using var port = new FileStream(terminal.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            await AskOver(port);
        }
    }
}
