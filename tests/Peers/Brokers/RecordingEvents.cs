using System.Text;
using System.Threading.Channels;
using Wattline.Gateway.Runtime.Brokers;

namespace Wattline.Tests.Peers.Brokers;

/// <summary>Keeps what a link tells, for a test to wait for.</summary>
internal sealed class RecordingEvents : IBrokerEvents
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Channel<(string Topic, string Payload, long Delivery)> _messages = Channel.CreateUnbounded<(string, string, long)>();
    private readonly Channel<bool> _connected = Channel.CreateUnbounded<bool>();
    private readonly Channel<string> _disconnected = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _refused = Channel.CreateUnbounded<string>();

    /// <summary>How many further messages are not taken.</summary>
    public int NotNow { get; set; }

    public TaskCompletionSource NotTaken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<bool> ConnectedAsync(CancellationToken stop) => NextAsync(_connected, stop);

    public Task<string> DisconnectedAsync(CancellationToken stop) => NextAsync(_disconnected, stop);

    public Task<string> RefusedAsync(CancellationToken stop) => NextAsync(_refused, stop);

    public Task<(string Topic, string Payload, long Delivery)> MessageAsync(CancellationToken stop) => NextAsync(_messages, stop);

    public async Task<List<(string Topic, string Payload, long Delivery)>> MessagesAsync(int count, CancellationToken stop)
    {
        var messages = new List<(string, string, long)>();
        while (messages.Count < count) messages.Add(await MessageAsync(stop));
        return messages;
    }

    /// <summary>Whether no message came that was not asked for.</summary>
    public bool IsEmpty => !_messages.Reader.TryPeek(out _);

    public void Connected(bool sessionPresent) => _connected.Writer.TryWrite(sessionPresent);

    public void Disconnected(string why) => _disconnected.Writer.TryWrite(why);

    public void FilterRefused(string filter, int reason) => _refused.Writer.TryWrite($"{filter} {reason:X2}");

    public bool Received(in BrokerMessage message)
    {
        if (NotNow > 0)
        {
            NotNow--;
            NotTaken.TrySetResult();
            return false;
        }
        _messages.Writer.TryWrite((Encoding.UTF8.GetString(message.Topic), Encoding.UTF8.GetString(message.Payload), message.Delivery));
        return true;
    }

    private static async Task<T> NextAsync<T>(Channel<T> channel, CancellationToken stop) => await channel.Reader.ReadAsync(stop).AsTask().WaitAsync(_patience, stop);
}
