using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Cloud.EventHubs.Transport;

/// <summary>A hub's client on sockets: it dials, reads, sends and steps the core until it is disposed.</summary>
public sealed class EventHubConnection : IAsyncDisposable
{
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _longest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(2);

    private readonly EventHubOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private EventHubConnection(EventHubOptions options, TimeProvider time, Random random)
    {
        (_options, _time) = (options, time);
        var space = options.Namespace;
        var settings = new HubClientSettings
        {
            Host = space.PortNamed ? $"{space.Host}:{space.Port}" : space.Host,
            Hub = options.Hub ?? space.Hub ?? throw new ArgumentException("Neither the options nor the connection string names a hub.", nameof(options)),
            ContainerId = options.ContainerId,
        };
        var tokens = options.Tokens ?? (space.Key is not null ? new SasTokenProvider(space.KeyName!, space.Key)
            : space.Signature is not null ? new FixedTokenProvider(space.Signature) : (ITokenProvider?)null);
        Core = new HubClient(options.Configure(settings), tokens, time, random);
        _running = RunAsync(_stop.Token);
    }

    /// <summary>The client behind it. Held under <see cref="Gate"/> only.</summary>
    internal HubClient Core { get; }

    internal Lock Gate { get; } = new();

    internal TimeProvider Time => _time;

    /// <summary>Why the last connection ended; null when none has.</summary>
    public AmqpError? LastError
    {
        get
        {
            lock (Gate)
            {
                return Core.LastError;
            }
        }
    }

    /// <summary>Ends when the connection was disposed; a fault of its own ends it too.</summary>
    public Task Completion => _running;

    /// <summary>Begins to connect, and keeps at it.</summary>
    /// <param name="options">Where to.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Jitter.</param>
    public static EventHubConnection Open(EventHubOptions options, TimeProvider time, Random random)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new EventHubConnection(options, time, random);
    }

    /// <summary>Makes a producer.</summary>
    /// <param name="partition">The partition; null: any, by key or in turn.</param>
    /// <param name="settings">How it behaves; null: as usual.</param>
    public EventHubProducer CreateProducer(string? partition = null, ProducerSettings? settings = null) => new(this, partition, settings ?? new ProducerSettings());

    /// <summary>Makes a consumer.</summary>
    public EventHubConsumer CreateConsumer(ConsumerSettings settings) => new(this, settings);

    /// <summary>Asks for the hub's properties.</summary>
    /// <exception cref="EventHubException">The hub refuses.</exception>
    public Task<HubProperties> GetHubPropertiesAsync(CancellationToken stop) => AskAsync<HubProperties>(answered => Core.AskHub(answered), stop);

    /// <summary>Asks for a partition's properties.</summary>
    /// <exception cref="EventHubException">The hub refuses.</exception>
    public Task<PartitionProperties> GetPartitionPropertiesAsync(string partition, CancellationToken stop) =>
        AskAsync<PartitionProperties>(answered => Core.AskPartition(partition, answered), stop);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (Gate)
        {
            Core.Stop();
        }
        _stop.CancelAfter(_farewell);
        try
        {
            await _running.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The peer took too long to say good-bye.
        }
        _stop.Dispose();
    }

    private async Task<T> AskAsync<T>(Action<Action<T?, AmqpError?>> ask, CancellationToken stop)
        where T : class
    {
        while (true)
        {
            var answer = new TaskCompletionSource<(T?, AmqpError?)>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (Gate)
            {
                if (Core.MayAsk(out var refusal))
                {
                    ask((value, error) => answer.SetResult((value, error)));
                }
                else
                {
                    answer.SetResult((null, refusal ?? new AmqpError(ErrorCondition.ConnectionForced, "Not connected yet.")));
                }
                Core.Step();
            }
            var (value, error) = await answer.Task.WaitAsync(stop).ConfigureAwait(false);
            if (value is not null)
            {
                return value;
            }
            if (Failures.KindOf(error) is not (FailureKind.Transient or FailureKind.Busy))
            {
                throw new EventHubException(error!);
            }
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, stop).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            bool dial, over;
            long wait;
            lock (Gate)
            {
                (dial, over) = (Core.WantsTransport, Core is { IsDown: true, NextWake: long.MaxValue });
                wait = Core.NextWake - Core.Now;
            }
            if (over)
            {
                return;
            }
            if (dial)
            {
                await ConnectAsync(stop).ConfigureAwait(false);
            }
            else
            {
                await WaitAsync(wait, stop).ConfigureAwait(false);
            }
        }
    }

    private Task WaitAsync(long ms, CancellationToken stop) =>
        Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(ms, (long)_shortest.TotalMilliseconds, (long)_longest.TotalMilliseconds)), _time, stop);

    private async Task ConnectAsync(CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream stream;
        try
        {
            using var within = new CancellationTokenSource(_options.DialWithin, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, within.Token);
            stream = await DialAsync(socket, either.Token).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is SocketException or IOException or System.Security.Authentication.AuthenticationException
            || (broken is OperationCanceledException && !stop.IsCancellationRequested))
        {
            lock (Gate)
            {
                Core.Lost(broken.Message);
            }
            return;
        }
        await using (stream.ConfigureAwait(false))
        {
            await ServeAsync(stream, stop).ConfigureAwait(false);
        }
    }

    private async Task<Stream> DialAsync(Socket socket, CancellationToken stop)
    {
        var space = _options.Namespace;
        await socket.ConnectAsync(space.Host, space.Port, stop).ConfigureAwait(false);
        Stream stream = new NetworkStream(socket, ownsSocket: false);
        if (space.IsEmulator)
        {
            return stream;
        }
        var tls = new SslStream(stream, leaveInnerStreamOpen: false, _options.CertificateValidation);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = space.Host }, stop).ConfigureAwait(false);
        return tls;
    }

    private async Task ServeAsync(Stream stream, CancellationToken stop)
    {
        var transport = new PipeTransport(Core.Settings.Limits.UnsentBytesMax);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        lock (Gate)
        {
            Core.Connect(transport);
        }
        var output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        var sending = Task.Run(() => SendAsync(transport, output, ending.Token), CancellationToken.None);
        var stepping = StepAsync(ending.Token);
        try
        {
            await ReceiveAsync(stream, ending.Token).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The peer went, or we are to go.
        }
        finally
        {
            lock (Gate)
            {
                if (!Core.IsDown)
                {
                    Core.Lost();
                }
            }
            transport.Complete();
        }
        ending.CancelAfter(_farewell);
        await sending.ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await stepping.ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
    }

    private async Task ReceiveAsync(Stream stream, CancellationToken stop)
    {
        var input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1_024, leaveOpen: true));
        while (true)
        {
            var read = await input.ReadAsync(stop).ConfigureAwait(false);
            bool down;
            lock (Gate)
            {
                var consumed = Core.Process(read.Buffer);
                down = Core.IsDown;
                input.AdvanceTo(consumed, read.Buffer.End);
            }
            if (read.IsCompleted || down)
            {
                return;
            }
        }
    }

    private async Task SendAsync(PipeTransport transport, PipeWriter output, CancellationToken stop)
    {
        try
        {
            await transport.SendAsync(output, () =>
            {
                lock (Gate)
                {
                    Core.Resume();
                }
            }, stop).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Nobody takes the rest; the receiving side sees the end.
        }
    }

    private async Task StepAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                long wait;
                lock (Gate)
                {
                    Core.Step();
                    wait = Core.NextWake - Core.Now;
                }
                await WaitAsync(wait, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection ended.
        }
    }
}
