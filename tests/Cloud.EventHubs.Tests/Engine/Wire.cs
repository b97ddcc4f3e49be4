using System.Buffers;
using Wattline.Cloud.EventHubs;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Tests.Cloud.EventHubs.Engine;

/// <summary>One side of a connection whose peer is the test: bytes in as hex, bytes out as hex, and what happened as lines.</summary>
internal sealed class Wire : IAmqpHandler
{
    private byte[] _left = [];

    public Wire(AmqpSettings settings) => Connection = new AmqpConnection(settings, Transport, this, now: 0);

    public BufferTransport Transport { get; } = new();

    public AmqpConnection Connection { get; }

    public List<string> Events { get; } = [];

    public long Now { get; set; }

    /// <summary>What is to be done with a link that the peer asks for.</summary>
    public Action<AmqpLink> OnAsked { get; set; } = link => link.Refuse(new AmqpError(ErrorCondition.NotFound, "none"));

    /// <summary>What is to be done with a message.</summary>
    public Action<ReceiverLink, uint> OnDelivered { get; set; } = (_, _) => { };

    public static AmqpSettings Server(AmqpLimits? limits = null) => new() { ContainerId = "s", SaslServer = new OpenDoor(), Limits = limits ?? new() };

    public static AmqpSettings Client(SaslClient? sasl = null, AmqpLimits? limits = null) => new() { ContainerId = "c", Hostname = "h", SaslClient = sasl, Limits = limits ?? new() };

    /// <summary>A frame (2.3.1) with a performative: descriptor and list8 (1.6.22) around fields that are written out.</summary>
    public static string Frame(byte code, int count, string fields, string payload = "", byte type = 0)
    {
        byte[] items = Convert.FromHexString(fields.Replace(" ", "", StringComparison.Ordinal));
        byte[] body = [0x00, 0x53, code, 0xC0, (byte)(items.Length + 1), (byte)count, .. items, .. Convert.FromHexString(payload)];
        return $"{body.Length + 8:X8}02{type:X2}0000{Convert.ToHexString(body)}";
    }

    /// <summary>Gives bytes to the side, in one piece.</summary>
    public void In(string hex) => In(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

    public void In(ReadOnlySpan<byte> bytes)
    {
        byte[] all = [.. _left, .. bytes];
        var input = new ReadOnlySequence<byte>(all);
        var consumed = Connection.Process(input, Now);
        _left = input.Slice(consumed).ToArray();
    }

    /// <summary>What the side wrote since the last call.</summary>
    public string Out() => Convert.ToHexString(Transport.Take());

    public void OnOpened(AmqpConnection connection) => Events.Add("opened");

    public void OnBegun(AmqpSession session) => Events.Add($"begun {session.LocalChannel}");

    public void OnEnded(AmqpSession session, AmqpError? error) => Events.Add($"ended {session.LocalChannel} {error?.Condition}".TrimEnd());

    public void OnAttaching(AmqpLink link)
    {
        Events.Add($"attaching {link.Local.Name}");
        OnAsked(link);
    }

    public void OnAttached(AmqpLink link) => Events.Add($"attached {link.Local.Name}");

    public void OnDetached(AmqpLink link, AmqpError? error) => Events.Add($"detached {link.Local.Name} {error?.Condition}".TrimEnd());

    public void OnRoom(SenderLink link) => Events.Add($"room {link.Local.Name} {link.Credit}");

    public void OnMessage(ReceiverLink link, in Delivery delivery)
    {
        Events.Add(delivery.TooLarge ? $"too large {delivery.Id}" : $"message {delivery.Id} {delivery.Payload.Length} {(delivery.Payload.Length < 20 ? Convert.ToHexString(delivery.Payload) : "")}".TrimEnd());
        OnDelivered(link, delivery.Id);
    }

    public void OnOutcome(SenderLink link, uint deliveryId, DeliveryState state) => Events.Add($"outcome {deliveryId} {state.Outcome} {state.Error?.Condition}".TrimEnd());

    public void OnClosed(AmqpConnection connection, AmqpError? error) => Events.Add($"closed {error?.Condition}".TrimEnd());

    private sealed class OpenDoor : ISaslServer
    {
        public IReadOnlyList<string> Mechanisms { get; } = ["ANONYMOUS", "PLAIN"];

        public bool MayBeAbsent => true;

        public bool Authenticate(string mechanism, ReadOnlySpan<byte> response, out string? identity)
        {
            identity = mechanism;
            return mechanism == "ANONYMOUS" || response.SequenceEqual("\0u\0p"u8);
        }
    }
}
