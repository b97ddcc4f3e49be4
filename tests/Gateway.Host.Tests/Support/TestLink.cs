using System.IO.Compression;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Wattline.Tests.Gateway.Host.Support;

/// <summary>The cloud's end of the link as a script: written from docs/cloudlink.md, without the product's own cloud.</summary>
internal sealed class TestLink
{
    private readonly Lock _lock = new();
    private readonly List<string> _heard = [];
    private readonly List<string> _toSend = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _registry = """{"version":0,"plans":[]}""";
    private string _replays = "[]";
    private int _connections;
    private int _cut;

    /// <summary>Whether connections are let in.</summary>
    public bool Away { get; set; }

    /// <summary>Connections let in.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public string Registry
    {
        get => _registry;
        set => Change(() => _registry = value);
    }

    public string Replays
    {
        get => _replays;
        set => Change(() => _replays = value);
    }

    /// <summary>What the gateway said, oldest first.</summary>
    public IReadOnlyList<JsonNode> Heard
    {
        get
        {
            lock (_lock) return [.. _heard.Select(text => JsonNode.Parse(text)!)];
        }
    }

    /// <summary>Sends a message, on this connection or the next.</summary>
    public void Send(string json) => Change(() => _toSend.Add(json));

    /// <summary>Ends the connection without a word.</summary>
    public void Cut() => Change(() => _cut = _connections);

    /// <summary>Returns when the gateway has said something.</summary>
    public async Task<JsonNode> HeardAsync(Func<JsonNode, bool> wanted, CancellationToken stop)
    {
        while (true)
        {
            Task news;
            lock (_lock) news = _news.Task;
            if (Heard.FirstOrDefault(wanted) is { } found) return found;
            await news.WaitAsync(stop);
        }
    }

    public async Task ServeAsync(WebSocket socket, CancellationToken stop)
    {
        var connection = Interlocked.Increment(ref _connections);
        var (registry, replays, greeted) = ("", "[]", false);
        var buffer = new byte[64 * 1024];
        var receive = socket.ReceiveAsync(buffer.AsMemory(), stop).AsTask();
        while (socket.State == WebSocketState.Open)
        {
            Task news;
            List<string> texts = [];
            lock (_lock)
            {
                news = _news.Task;
                if (_cut >= connection) break;
                if (greeted)
                {
                    texts.AddRange(_toSend);
                    _toSend.Clear();
                }
            }
            if (greeted && _registry != registry) await SendRegistryAsync(socket, registry = _registry, stop);
            if (greeted && _replays != replays) texts.Add($$"""{"type":"replays","open":{{replays = _replays}}}""");
            foreach (var text in texts) await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, stop);
            await Task.WhenAny(receive, news);
            if (!receive.IsCompleted) continue;
            var got = await receive;
            if (got.MessageType == WebSocketMessageType.Close) break;
            var said = Encoding.UTF8.GetString(buffer, 0, got.Count);
            var hello = JsonNode.Parse(said)!["type"]!.GetValue<string>() == "hello";
            if (hello && JsonNode.Parse(said)!["registry"]?.GetValue<string>() == Tag(_registry)) registry = _registry;
            greeted |= hello;
            Change(() => _heard.Add(said));
            receive = socket.ReceiveAsync(buffer.AsMemory(), stop).AsTask();
        }
        socket.Abort();
        await ((Task)receive).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static string Tag(string registry) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(registry)));

    private static async Task SendRegistryAsync(WebSocket socket, string registry, CancellationToken stop)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(registry));
        var header = JsonSerializer.Serialize(new { type = "registry", tag = Tag(registry), bytes = Encoding.UTF8.GetByteCount(registry), packed_bytes = packed.Length });
        await socket.SendAsync(Encoding.UTF8.GetBytes(header), WebSocketMessageType.Text, true, stop);
        // In pieces of uneven length.
        foreach (var piece in packed.ToArray().Chunk(100)) await socket.SendAsync(piece, WebSocketMessageType.Binary, true, stop);
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
            _news.TrySetResult();
            _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
