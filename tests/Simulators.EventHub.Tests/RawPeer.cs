using System.Buffers;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Simulators.EventHub;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Simulators.EventHub;

/// <summary>A client that does what ours does not: it sends what it likes and reads when it likes.</summary>
internal sealed class RawPeer : IAmqpHandler
{
    private readonly BufferTransport _up = new();
    private readonly EventHubEndpoint _endpoint;
    private readonly EndpointConnection _server;
    private readonly ManualTime _time;
    private byte[] _rest = [];

    public RawPeer(EventHubEndpoint endpoint, ManualTime time)
    {
        (_endpoint, _time) = (endpoint, time);
        _server = endpoint.Accept(Down, () => { })!;
        Connection = new AmqpConnection(new AmqpSettings { ContainerId = "raw", Hostname = "h", SaslClient = SaslClient.Anonymous }, _up, this, now: 0);
        Exchange();
        Session = Connection.Begin()!;
        Exchange();
    }

    /// <summary>What the endpoint wrote and nobody took yet.</summary>
    public BufferTransport Down { get; } = new();

    public AmqpConnection Connection { get; }

    public AmqpSession Session { get; }

    public List<string> Events { get; } = [];

    /// <summary>The last message that came.</summary>
    public byte[] Message { get; private set; } = [];

    public bool IsClosed => _server.IsClosed;

    public AmqpError? Error => _server.Error;

    public SenderLink Sender(string address) => Attached(s => s.AttachSender(new Attach { Name = "s", Source = new Terminus { Address = "x" }, Target = new Terminus { Address = address } })!);

    public ReceiverLink Receiver(string address) =>
        Attached(s => s.AttachReceiver(new Attach { Name = "r", SndSettleMode = Attach.SenderSettles, Source = new Terminus { Address = address }, Target = new Terminus { Address = "x" } })!);

    /// <summary>Bytes to the endpoint, as they are, and nothing is read.</summary>
    public void Send(params byte[][] frames)
    {
        var input = new ReadOnlySequence<byte>([.. frames.SelectMany(bytes => bytes)]);
        _server.Process(input);
    }

    /// <summary>What we have to say, in one piece; nothing is read.</summary>
    public void SendUp()
    {
        Connection.Flush();
        byte[] up = _up.Take();
        if (up.Length > 0)
        {
            Send(up);
        }
    }

    /// <summary>Both sides say what they have to say until nothing is left.</summary>
    public void Exchange()
    {
        while (true)
        {
            SendUp();
            byte[] down = Down.Take();
            if (down.Length == 0)
            {
                return;
            }
            var input = new ReadOnlySequence<byte>([.. _rest, .. down]);
            _rest = input.Slice(Connection.Process(input, 0)).ToArray();
        }
    }

    /// <summary>The endpoint learns that we read.</summary>
    public void Resume() => _server.Resume();

    public void Wait(TimeSpan time)
    {
        _time.Advance(time);
        _endpoint.Step();
    }

    public void OnOpened(AmqpConnection connection)
    {
    }

    public void OnBegun(AmqpSession session)
    {
    }

    public void OnEnded(AmqpSession session, AmqpError? error)
    {
    }

    public void OnAttaching(AmqpLink link)
    {
    }

    public void OnAttached(AmqpLink link) => Events.Add("attached");

    public void OnDetached(AmqpLink link, AmqpError? error) => Events.Add($"detached {error?.Condition}");

    public void OnRoom(SenderLink link)
    {
    }

    public void OnMessage(ReceiverLink link, in Delivery delivery)
    {
        Events.Add("message");
        Message = delivery.Payload.ToArray();
    }

    public void OnOutcome(SenderLink link, uint deliveryId, DeliveryState state) => Events.Add($"{state.Outcome} {state.Error?.Condition}".TrimEnd());

    public void OnClosed(AmqpConnection connection, AmqpError? error) => Events.Add($"closed {error?.Condition}");

    private T Attached<T>(Func<AmqpSession, T> attach)
        where T : AmqpLink
    {
        var link = attach(Session);
        Exchange();
        return link;
    }
}
