using System.IO.Pipelines;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Transport;
using Wattline.Simulators.EventHub;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Tests.Simulators.EventHub.Transport;

/// <summary>An endpoint that our client's shell reaches over pipes in memory, whose pieces and cuts come from a seed.</summary>
internal sealed class MemoryHub(EndpointSettings settings, TimeProvider time, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<(Pipe Up, Pipe Down)> _ways = [];

    public EventHubEndpoint Endpoint { get; } = new(settings, time);

    public EventHubConnection Open(Func<HubClientSettings, HubClientSettings>? configure = null, ITokenProvider? tokens = null)
    {
        Assert.Equal(ConnectionStringFault.None, ConnectionString.TryParse(
            $"Endpoint=sb://localhost;SharedAccessKeyName={EndpointSettings.DefaultKeyName};SharedAccessKey={EndpointSettings.DefaultKey};UseDevelopmentEmulator=true;EntityPath=readings", out var where));
        var options = new EventHubOptions { Namespace = where, Dial = _ => Task.FromResult<Stream>(Dial()), Tokens = tokens };
        return EventHubConnection.Open(configure is null ? options : options with { Configure = configure }, time, new Random(seed));
    }

    /// <summary>Cuts all connections, whatever is under way.</summary>
    public void Cut()
    {
        lock (_ways)
        {
            foreach (var (up, down) in _ways)
            {
                up.Writer.Complete(new IOException("cut"));
                down.Writer.Complete(new IOException("cut"));
            }
            _ways.Clear();
        }
    }

    private PiecewiseStream Dial()
    {
        var (up, down) = (new Pipe(), new Pipe());
        Random pieces;
        lock (_ways)
        {
            _ways.Add((up, down));
            pieces = new Random(_random.Next());
        }
        _ = ServeAsync(up.Reader, down.Writer);
        return new PiecewiseStream(down.Reader.AsStream(), up.Writer.AsStream(), pieces);
    }

    private async Task ServeAsync(PipeReader input, PipeWriter output)
    {
        var transport = new PipeTransport(settings.Limits.UnsentBytesMax);
        var client = Endpoint.Accept(transport, () => input.Complete())!;
        var sending = transport.SendAsync(output, client.Resume, CancellationToken.None);
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(CancellationToken.None);
                input.AdvanceTo(client.Process(read.Buffer), read.Buffer.End);
                if (read.IsCompleted || client.IsClosed)
                {
                    break;
                }
            }
        }
        catch (Exception broken) when (broken is IOException or InvalidOperationException)
        {
            // Cut.
        }
        client.Lost();
        transport.Complete();
        try
        {
            await sending;
        }
        catch (Exception broken) when (broken is IOException or InvalidOperationException)
        {
            // Cut.
        }
        await output.CompleteAsync();
    }

    /// <summary>Gives what was read in pieces of a size that nobody chose.</summary>
    private sealed class PiecewiseStream(Stream input, Stream output, Random random) : Stream
    {
        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            input.ReadAsync(buffer[..random.Next(1, buffer.Length + 1)], cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                await output.WriteAsync(buffer, cancellationToken);
            }
            catch (InvalidOperationException)
            {
                throw new IOException("cut");
            }
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            input.Dispose();
            output.Dispose();
            base.Dispose(disposing);
        }
    }
}
