using System.Text;
using Wattline.Gateway.Mqtt;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>What was dealt out of a share is dealt anew when its member goes, and a crash may come between any two records of that.</summary>
public sealed class ShareCrashTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_crash_while_messages_are_dealt_anew_loses_none_of_them(bool sessionEnds)
    {
        var changes = 1;
        for (var kept = 0; kept <= changes; kept++)
        {
            var store = new PretendStore();
            changes = DealAnew(store, sessionEnds);
            Assert.True(changes > 4, $"{changes} changes are too few to have been dealt anew");
            store.Crash(kept);
            using var world = Start(store);
            var found = new[] { "m1", "m2" }.SelectMany(name => Received(world, name)).Distinct().Order().ToList();
            Assert.True(found.SequenceEqual(["0", "1", "2", "3"]), $"after {kept} of {changes} changes: {string.Join(' ', found)}");
        }
    }

    [Fact]
    public void While_the_store_has_no_room_messages_stay_where_they_are_kept()
    {
        var store = new PretendStore { AtOnce = true };
        using (var world = Start(store))
        {
            var leaving = Member(world, "m1");
            Publish(world, "0");
            Member(world, "m2");
            store.HasRoom = false;
            leaving.Break();
            store.Crash();
        }
        store.HasRoom = true;
        using var again = Start(store);
        Assert.Equal(["0"], Received(again, "m1"));
    }

    /// <summary>One member goes, or its session ends, while four messages are its own. Gives how many changes were made of it.</summary>
    private int DealAnew(PretendStore store, bool sessionEnds)
    {
        var world = Start(store);
        var other = Member(world, "m2");
        if (sessionEnds)
        {
            other.Break();
        }
        var leaving = Member(world, "m1");
        foreach (var text in new[] { "0", "1", "2", "3" })
        {
            Publish(world, text);
        }
        store.Commit();
        if (sessionEnds)
        {
            leaving.Break();
            store.Commit();
            _time.Advance(TimeSpan.FromSeconds(101));
            // Only the one whose time is shorter ends.
            world.Broker.Tick();
            Assert.Equal(1, world.Broker.Sessions);
        }
        else
        {
            leaving.Break();
        }
        return (int)(store.LastTicket - store.DurableTicket);
    }

    private static void Publish(World world, string text) => world.Broker.Publish("a/b", Encoding.UTF8.GetBytes(text), 1, retain: false);

    private static MemoryTransport Member(World world, string name)
    {
        var client = world.Connected5(name, name, Packet5.SessionExpiry(name == "m1" ? 100u : 1_000u));
        client.Receive(Packet5.Subscribe(1, ("$share/g/a/+", 1)));
        return client;
    }

    /// <summary>What a member gets when it comes back.</summary>
    private static List<string> Received(World world, string name)
    {
        var client = world.Open();
        client.Receive(Packet5.Connect(name, Packet5.SessionExpiry(1_000), clean: false, user: name));
        return [.. client.Got5().Where(packet => packet.StartsWith("publish", StringComparison.Ordinal)).Select(packet => packet.Split(' ')[2])];
    }

    private World Start(PretendStore store) => new(open: true, store: store, time: _time);
}
