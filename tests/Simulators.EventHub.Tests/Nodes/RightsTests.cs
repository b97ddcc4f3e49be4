using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Messages;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Tokens;
using Wattline.Cloud.EventHubs.Types;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Tests.Simulators.EventHub.Nodes;

/// <summary>A key permits what it was made for, and no more.</summary>
public sealed class RightsTests
{
    private static readonly EndpointSettings _settings = new()
    {
        Hubs = [new HubSettings("readings", 1, [])],
        Keys = new Dictionary<string, AccessKey> { ["sender"] = new("s-key", AccessRights.Send), ["reader"] = new("r-key", AccessRights.Listen), ["owner"] = new("o-key") },
    };

    [Theory]
    [InlineData("sender", "s-key", true, false)]
    [InlineData("reader", "r-key", false, true)]
    [InlineData("owner", "o-key", true, true)]
    public void A_key_permits_its_claims_by_token_and_by_password(string name, string key, bool sends, bool listens)
    {
        var network = new Network(_settings);
        var clients = new[]
        {
            network.Client(tokens: new SasTokenProvider(name, key)),
            network.Client(needsToken: false, configure: settings => settings with { Sasl = SaslClient.Plain(name, key) }),
        };
        foreach (var client in clients)
        {
            Judge(network, client.AddProducer("0", new ProducerSettings(), _ => { }), sends, "Send");
            Judge(network, client.AddConsumer(new ConsumerSettings { Partition = "0" }, () => { }), listens, "Listen");
            HubProperties? properties = null;
            client.AskHub((answer, _) => properties = answer);
            Assert.True(network.Until(() => properties is not null), "Any claim reads properties.");
        }
    }

    [Theory]
    [InlineData("key", "key", AccessRights.Manage)]
    [InlineData("key:send", "key", AccessRights.Send)]
    [InlineData("key:listen", "key", AccessRights.Listen)]
    [InlineData("key:Send,Listen", "key", AccessRights.Send | AccessRights.Listen)]
    [InlineData("key:manage", "key", AccessRights.Manage)]
    [InlineData("a:b", "a:b", AccessRights.Manage)]
    [InlineData("a:1", "a:1", AccessRights.Manage)]
    [InlineData("a:send,", "a:send,", AccessRights.Manage)]
    [InlineData("a:none", "a:none", AccessRights.Manage)]
    public void Rights_stand_behind_a_key(string text, string key, AccessRights rights) => Assert.Equal((key, rights), AccessKey.TakeRights(text));

    /// <summary>Azure's client for .NET puts no token for $management on the connection.</summary>
    [Theory]
    [InlineData("r-key", 200)]
    [InlineData("another", 401)]
    [InlineData(null, 401)]
    public void A_token_may_come_with_the_question(string? key, int status)
    {
        var network = new Network(_settings);
        var peer = new RawPeer(network.Endpoint, network.Time);
        peer.Receiver("$management").SetWindow(1);
        var application = new AmqpMap();
        application.AddString("operation", AmqpValue.String("READ"));
        application.AddString("name", AmqpValue.String("readings"));
        application.AddString("type", AmqpValue.String("com.microsoft:eventhub"));
        if (key is not null)
        {
            application.AddString("security_token", AmqpValue.String(SasToken.Create("amqps://localhost/readings", "reader", key, network.Time.GetUtcNow().AddHours(1))));
        }
        Assert.True(peer.Sender("$management").TrySend("t"u8, 0, settled: true, default, new SmallMessage { Application = application }.Encode(), out _));
        peer.Exchange();
        Assert.Equal(AmqpFault.None, SmallMessage.TryRead(peer.Message, out var answer));
        Assert.Equal(status, answer.Application["status-code"]!.Value.Integer);
    }

    private static void Judge(Network network, HubLink link, bool permitted, string claim)
    {
        Assert.True(network.Until(() => link.IsAttached || link.Circuit is not null));
        Assert.Equal(permitted, link.IsAttached);
        if (!permitted)
        {
            Assert.Equal(ErrorCondition.UnauthorizedAccess, link.Circuit!.Condition);
            Assert.StartsWith($"Unauthorized access. '{claim}' claim(s) are required to perform this operation.", link.Circuit.Description, StringComparison.Ordinal);
        }
    }
}
