using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Fuzz.Mqtt;

/// <summary>A client that says anything.</summary>
internal sealed class RogueClient(string name, Random random)
{
    /// <summary>A client that is paused is not given more than this.</summary>
    private const int UnreadMax = 16_384;

    private int _level;

    public FuzzLink? Link { get; private set; }

    public void Act(MqttBroker broker)
    {
        if (Link is null or { IsClosed: true })
        {
            Connect(broker);
        }
        else if (random.Next(40) == 0)
        {
            Link.Connection!.Close(CloseReason.ConnectionLost);
        }
        else if (Link.UnreadBytes < UnreadMax)
        {
            var packet = Skeletons.Any(random, _level, name);
            packet = random.Next(2) == 0 ? Skeletons.Spoil(random, packet) : packet;
            // Now and then more at once than may be owed.
            var bytes = random.Next(10) == 0 && packet.Length < 100 ? [.. Enumerable.Repeat(packet, 40).SelectMany(one => one)] : packet;
            Link.Give(bytes, random.Next(4) == 0);
        }
        if (Link is { WantsStep: true })
        {
            Link.Step(inPieces: false);
        }
    }

    private void Connect(MqttBroker broker)
    {
        var link = new FuzzLink(static (_, _) => { });
        link.Connection = broker.Accept(link, null);
        if (link.Connection is null)
        {
            return;
        }
        Link = link;
        _level = random.Next(2) == 0 ? 4 : 5;
        var packet = Skeletons.Connect(random, name, _level, random.Next(2) == 0, random.Next(4), odd: true);
        link.Give(random.Next(4) == 0 ? Skeletons.Spoil(random, packet) : packet, inPieces: false);
    }
}
