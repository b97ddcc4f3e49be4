using System.Net.Sockets;
using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt.Tls;

/// <summary>Those who connect and do not go on.</summary>
public sealed class FloodTests
{
    private const int HangsAfter = 180_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = HangsAfter)]
    [InlineData("")]
    [InlineData("160301")]
    [InlineData("1603010200010001FC0303")]
    public async Task A_handshake_that_does_not_go_on_ends_in_its_time_and_a_byte_a_second_does_not_help(string hello)
    {
        await using var rig = await TlsRig.StartAsync();
        using var socket = await rig.OpenAsync();
        await socket.SendAsync(Convert.FromHexString(hello), Stop);
        var read = socket.ReceiveAsync(new byte[100], Stop);
        await PassUntilLoggedAsync(rig, nameof(CloseReason.HandshakeTimeout));
        await Task.WhenAny(read.AsTask()); // Closed, or reset.
    }

    [Fact(Timeout = HangsAfter)]
    public async Task After_the_handshake_CONNECT_is_awaited_for_the_rest_of_the_time()
    {
        await using var rig = await TlsRig.StartAsync();
        using var certificate = rig.Authority.Client("CN=c1");
        await using var client = await rig.HandshakeAsync(certificate);
        // The client is through the handshake before the endpoint is, so the time may end on either side of it.
        await PassUntilLoggedAsync(rig, "Timeout");
        try
        {
            Assert.Equal(0, await client.ReadAsync(new byte[1], Stop));
        }
        catch (IOException)
        {
            // Reset in the middle of the handshake.
        }
    }

    [Fact(Timeout = HangsAfter)]
    public async Task A_flood_of_half_open_connections_is_bounded_named_and_over_in_time_for_the_next_client()
    {
        await using var rig = await TlsRig.StartAsync(limits: new() { UnconnectedMax = 50 });
        using var certificate = rig.Authority.Client("CN=c1", notAfter: 100);
        List<Socket> flood = [];
        for (var i = 0; i < 300; i++)
        {
            try
            {
                flood.Add(await rig.OpenAsync());
            }
            catch (SocketException)
            {
                // Turned away before it knew that it was connected.
            }
        }
        for (var i = 0; i < 250; i++)
        {
            await rig.LoggedAsync(nameof(CloseReason.TooManyConnections));
        }
        Assert.Equal(50, rig.Gate.Count);
        // Whoever has not come as far as its handshake yet has its time from then on.
        for (var i = 0; i < 50; i++)
        {
            await PassUntilLoggedAsync(rig, nameof(CloseReason.HandshakeTimeout));
        }
        while (rig.Gate.Count > 0)
        {
            await Task.Yield();
        }
        await using (await rig.ConnectAsync(certificate, "c1"))
        {
            Assert.Single(rig.Broker.Clients);
        }
        flood.ForEach(socket => socket.Dispose());
    }

    private static async Task PassUntilLoggedAsync(TlsRig rig, string text)
    {
        var logged = rig.LoggedAsync(text);
        while (!logged.IsCompleted)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        await logged;
    }
}
