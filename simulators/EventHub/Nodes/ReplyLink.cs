using Wattline.Cloud.EventHubs.Engine;

namespace Wattline.Simulators.EventHub.Nodes;

/// <summary>Where the replies of a node go: they wait for credit, and no more of them than <see cref="WaitingMax"/>.</summary>
internal sealed class ReplyLink(RequestNode node, SenderLink link, bool settled)
{
    /// <summary>A client asks one thing at a time; who piles up requests without credit loses the oldest replies.</summary>
    private const int WaitingMax = 64;

    private readonly Queue<byte[]> _waiting = [];

    public RequestNode Node => node;

    /// <summary>The address that the client gave itself.</summary>
    public string? Address => link.Remote?.Target?.Address;

    public void Send(byte[] message)
    {
        if (_waiting.Count == WaitingMax)
        {
            _waiting.Dequeue();
        }
        _waiting.Enqueue(message);
        Pump();
    }

    public void Pump()
    {
        while (_waiting.Count > 0 && link.TrySend("r"u8, format: 0, settled, default, _waiting.Peek(), out _))
        {
            _waiting.Dequeue();
        }
    }
}
