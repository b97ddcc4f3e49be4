using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Wattline.Cloud.Contracts;

namespace Wattline.Tests.Gateway.Host.Support;

/// <summary>A cloud on a real socket that does what a test says.</summary>
internal sealed class TestCloud : IAsyncDisposable
{
    public const string Token = "a-token-that-nobody-may-see-in-a-log";

    private readonly WebApplication _app;
    private readonly Func<int> _port;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _stored = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];

    private TestCloud()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        ListenOptions? listener = null;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listener = listen));
        _app = builder.Build();
        _app.MapPost("/ingest", IngestAsync);
        _app.UseWebSockets();
        _app.MapGet("/gateways/gw/link", LinkAsync);
        _port = () => ((IPEndPoint)listener!.EndPoint).Port;
    }

    public Uri Url => new($"http://127.0.0.1:{_port()}");

    /// <summary>What the cloud answers to batches; 200 stores them.</summary>
    public int Status { get; set; } = 200;

    /// <summary>Batches that came, whatever was answered.</summary>
    public int Batches { get; private set; }

    /// <summary>The way down.</summary>
    public TestLink Link { get; } = new();

    public string Registry
    {
        get => Link.Registry;
        set => Link.Registry = value;
    }

    public string Replays
    {
        get => Link.Replays;
        set => Link.Replays = value;
    }

    public IReadOnlyCollection<string> Stored
    {
        get
        {
            lock (_lock) return [.. _stored];
        }
    }

    public static async Task<TestCloud> StartAsync(CancellationToken stop)
    {
        var cloud = new TestCloud();
        await cloud._app.StartAsync(stop);
        return cloud;
    }

    /// <summary>Returns when so many different events are stored.</summary>
    public Task StoredAsync(int count, CancellationToken stop)
    {
        lock (_lock)
        {
            if (_stored.Count >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task.WaitAsync(stop);
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task IngestAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var allowed = context.Request.Headers.Authorization == $"Bearer {Token}" && context.Request.ContentType == "application/cloudevents-batch+json";
        context.Response.StatusCode = allowed ? Status : 401;
        Batches++;
        if (context.Response.StatusCode != 200) return;
        if (!CloudEventBatchReader.TryRead(body.ToArray(), out var events, out _) || events.Any(received => received.Fault is not null))
        {
            context.Response.StatusCode = 400;
            return;
        }
        int stored;
        lock (_lock)
        {
            stored = events.Count(received => _stored.Add(received.Event!.Id));
            foreach (var (count, reached) in _waiting)
                if (_stored.Count >= count) reached.TrySetResult();
        }
        await context.Response.WriteAsync($$"""{"stored":{{stored}},"duplicates":{{events.Count - stored}},"quarantined":0}""");
    }

    private async Task LinkAsync(HttpContext context)
    {
        context.Response.StatusCode = context.Request.Headers.Authorization != $"Bearer {Token}" ? 401 : Link.Away ? 503 : 200;
        if (context.Response.StatusCode != 200) return;
        using var socket = await context.WebSockets.AcceptWebSocketAsync("wattline.link.v1");
        try
        {
            await Link.ServeAsync(socket, context.RequestAborted);
        }
        catch (Exception gone) when (gone is System.Net.WebSockets.WebSocketException or OperationCanceledException or IOException)
        {
            // The gateway was killed or stopped.
        }
    }
}
