using System.Buffers;
using System.IO.Pipelines;
using Wattline.Cloud.EventHubs.Transport;

namespace Wattline.Tests.Cloud.EventHubs.Transport;

public sealed class PipeTransportTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_peer_that_takes_too_much_at_one_go_lets_us_go_on()
    {
        var transport = new PipeTransport(congestedAt: 1_000);
        transport.Write(new byte[5_000]);
        transport.Flush();
        Assert.Equal(5_000, transport.UnsentBytes);
        var resumed = new TaskCompletionSource();
        var peer = new Pipe();
        var sending = transport.SendAsync(peer.Writer, resumed.SetResult, Stop);
        Assert.Equal(5_000, (await peer.Reader.ReadAtLeastAsync(5_000, Stop)).Buffer.Length);
        await resumed.Task.WaitAsync(Stop);
        Assert.Equal(0, transport.UnsentBytes);
        transport.Complete();
        await sending;
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_never_too_much_is_not_resumed()
    {
        var transport = new PipeTransport(congestedAt: 1_000);
        transport.Write(new byte[1_000]);
        transport.Flush();
        transport.Complete();
        await transport.SendAsync(new Pipe().Writer, () => Assert.Fail("Nothing waited."), Stop);
    }
}
