namespace Wattline.Gateway.Mqtt;

/// <summary>A session's subscription, and where it hangs in the tree.</summary>
internal sealed class Subscription(Session session, string filter)
{
    private uint _id;

    public Session Session { get; } = session;

    /// <summary>As the client wrote it, with its share.</summary>
    public string Filter { get; } = filter;

    public SubscribeOptions Options { get; set; }

    /// <summary>0 is none.</summary>
    public uint Id
    {
        get => _id;
        set => (_id, Ids) = (value, value == 0 ? null : [value]);
    }

    /// <summary>The identifier alone, ready to be sent.</summary>
    public uint[]? Ids { get; private set; }

    /// <summary>Null: not shared.</summary>
    public ShareGroup? Group { get; set; }

    /// <summary>Its place among those of the same filter, or of the same share.</summary>
    public int Index { get; set; }

    public SubscriptionNode? Node { get; set; }

    /// <summary>A message as this subscription gets it.</summary>
    public Delivery DeliveryOf(Downlink message) => new(
        message, (byte)Math.Min(message.Qos, Options.Qos), message.Retain && Options.RetainAsPublished, Ids, Group);
}
