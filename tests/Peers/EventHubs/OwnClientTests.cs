using System.Text;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Transport;
using Xunit;

namespace Wattline.Tests.Peers.EventHubs;

/// <summary>Our producer and consumer against servers that know nothing of us.</summary>
public sealed class OwnClientTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Our_client_sends_to_rhea_and_reads_from_it()
    {
        var (server, port) = await Scripts.ServeAsync(Stop, Path.Combine(Scripts.Npm, "rhea-hub.mjs"));
        try
        {
            await RoundTripAsync($"Endpoint=sb://127.0.0.1:{port};UseDevelopmentEmulator=true;EntityPath=readings");
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(CancellationToken.None);
            server.Dispose();
        }
    }

    [Fact]
    public async Task Our_client_sends_to_qpid_proton_and_reads_from_it()
    {
        var start = new System.Diagnostics.ProcessStartInfo(Scripts.Python) { RedirectStandardOutput = true, ArgumentList = { "-u", Scripts.PythonScript("proton_hub.py") } };
        using var server = System.Diagnostics.Process.Start(start)!;
        try
        {
            string line = await server.StandardOutput.ReadLineAsync(Stop) ?? "";
            await RoundTripAsync($"Endpoint=sb://127.0.0.1:{line.Split(' ')[^1]};UseDevelopmentEmulator=true;EntityPath=readings");
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task RoundTripAsync(string connectionString)
    {
        const int Batches = 20, Each = 25;
        Assert.Equal(ConnectionStringFault.None, ConnectionString.TryParse(connectionString, out var where));
        await using var connection = EventHubConnection.Open(new EventHubOptions { Namespace = where }, TimeProvider.System, new Random());
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        var producer = connection.CreateProducer("0");
        await producer.OpenedAsync(patience.Token);
        for (int b = 0; b < Batches; b++)
        {
            var batch = producer.CreateBatch();
            for (int i = 0; i < Each; i++)
                // A few hundred bytes each, so that a batch needs several frames.
                Assert.True(batch.TryAdd(new EventData { Body = Encoding.ASCII.GetBytes($"{(b * Each) + i}".PadRight(400)), MessageId = $"{b}/{i}" }));
            Assert.Equal(SendOutcome.Accepted, (await producer.SendAsync(batch, patience.Token)).Outcome);
        }
        var consumer = connection.CreateConsumer(new ConsumerSettings { Partition = "0", Prefetch = 30 });
        var got = new List<ReceivedEvent>();
        for (int next = 0; next < Batches * Each;)
        {
            await consumer.ReadAsync(got, most: 7, patience.Token);
            foreach (var received in got)
            {
                Assert.Equal(next, received.Sequence);
                Assert.Equal($"{next}", Encoding.ASCII.GetString(received.Body.Span).TrimEnd());
                Assert.Equal($"{next / Each}/{next % Each}", received.Properties.MessageId.Text);
                next++;
            }
        }
    }
}
