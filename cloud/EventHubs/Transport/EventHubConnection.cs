using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Cloud.EventHubs.Transport;

/// <summary>A hub's client on sockets: it dials, reads, sends and steps the core until it is disposed.</summary>
public sealed class EventHubConnection : IAsyncDisposable
{
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(2);

    private readonly EventHubOptions _options;
    private readonly TimeProvider _time;
    private readonly Alarm _alarm;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private int _disposed;

    private EventHubConnection(EventHubOptions options, TimeProvider time, Random random)
    {
        (_options, _time, _alarm) = (options, time, new Alarm(time));
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
    /// <exception cref="EventHubException">The hub refuses, or the connection was disposed.</exception>
    public Task<HubProperties> GetHubPropertiesAsync(CancellationToken stop) => AskAsync<HubProperties>(answered => Core.AskHub(answered), stop);

    /// <summary>Asks for a partition's properties.</summary>
    /// <exception cref="EventHubException">The hub refuses, or the connection was disposed.</exception>
    public Task<PartitionProperties> GetPartitionPropertiesAsync(string partition, CancellationToken stop) =>
        AskAsync<PartitionProperties>(answered => Core.AskPartition(partition, answered), stop);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }
        lock (Gate)
        {
            Core.Stop();
            _alarm.Ring();
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

    /// <summary>The core was called: it may want to be stepped earlier than it said. Under <see cref="Gate"/>.</summary>
    internal void Touched() => _alarm.SetIfEarlier(Core.NextWake, Core.Now);

    private async Task<T> AskAsync<T>(Func<Action<T?, AmqpError?>, Question> ask, CancellationToken stop)
        where T : class
    {
        var answered = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Question question;
        lock (Gate)
        {
            question = ask((value, error) => _ = value is null ? answered.TrySetException(new EventHubException(error!)) : answered.TrySetResult(value));
            Touched();
        }
        try
        {
            return await answered.Task.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            lock (Gate)
            {
                question.Abandon();
            }
            throw;
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                bool dial;
                lock (Gate)
                {
                    if (Core is { IsDown: true, NextWake: long.MaxValue })
                    {
                        return;
                    }
                    dial = Core.WantsTransport;
                    _alarm.Set(dial ? long.MaxValue : Core.NextWake, Core.Now);
                }
                await (dial ? ConnectAsync(stop) : _alarm.WaitAsync(stop)).ConfigureAwait(false);
            }
        }
        finally
        {
            lock (Gate)
            {
                // Whoever waits for something hears that nothing will come.
                Core.Stop();
                _alarm.Dispose();
            }
        }
    }

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
        if (_options.Dial is { } dial)
        {
            return await dial(stop).ConfigureAwait(false);
        }
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
            if (Core.IsDown)
            {
                return; // Stopped while it was dialled.
            }
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
                Touched();
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
                    Touched();
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
                lock (Gate)
                {
                    Core.Step();
                    _alarm.Set(Core.NextWake, Core.Now);
                }
                await _alarm.WaitAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection ended.
        }
    }
}
