using System.Globalization;
using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>
/// Any bytes give events or a named end. Bytes are packets that are almost right: cut, joined, with turned bits and lengths.
/// WATTLINE_FUZZ sets how many seeds are run.
/// </summary>
public sealed class FuzzTests
{
    private static int Seeds => int.TryParse(
        Environment.GetEnvironmentVariable("WATTLINE_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 300;

    [Fact]
    public void Any_bytes_give_answers_or_a_named_end_in_bounded_memory()
    {
        var reasons = new HashSet<CloseReason>();
        for (var seed = 1; seed <= Seeds; seed++)
        {
            try
            {
                Run(seed, reasons);
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {seed}: {error}");
            }
        }
        // A fuzzer that always fails at the door tests the door only.
        Assert.True(Seeds < 100 || reasons.Count > 12, string.Join(' ', reasons));
    }

    private static void Run(int seed, HashSet<CloseReason> reasons)
    {
        var random = new Random(seed);
        using var world = new World(new() { ConnectionsMax = 8, SessionsMax = 6, PacketBytesMax = 4_096, UnacknowledgedMax = 16 });
        var clients = new List<MemoryTransport>();
        for (var step = 0; step < 200; step++)
        {
            world.Intake.Answer = random.Next(6) == 0 ? IntakeOutcome.NotNow : IntakeOutcome.Accepted;
            switch (random.Next(8))
            {
                case 0 when MemoryTransport.Connect(world.Broker) is { } client:
                    clients.Add(client);
                    client.Receive(random.Next(4) == 0
                        ? Spoil(Packet.Connect($"c{random.Next(4)}"), random)
                        : Packet.Connect($"c{random.Next(4)}", random.Next(3) == 0 ? "op" : "c1", clean: random.Next(2) == 0, keepAlive: random.Next(5)));
                    break;
                case 1:
                    world.Intake.Commit();
                    break;
                case 2 when random.Next(4) == 0:
                    world.Pass(random.Next(3));
                    break;
                default:
                    if (clients.Count > 0)
                    {
                        var to = clients[random.Next(clients.Count)];
                        to.Receive(random.Next(3) == 0 ? Spoil(Any(random), random) : Any(random));
                        if (random.Next(2) == 0)
                        {
                            Packet.Read(to.Take());
                        }
                    }
                    break;
            }
            clients.ForEach(client =>
            {
                if (client.WantsStep)
                {
                    client.Step();
                }
                // What is left of the input is less than one packet, unless the client is paused.
                Assert.True(client.IsClosed || client.Connection.IsPaused || client.UnreadBytes < 4_096, $"seed {seed}");
            });
            foreach (var closed in clients.Where(client => client.IsClosed))
            {
                Assert.NotEqual(CloseReason.None, closed.Connection.Reason);
                reasons.Add(closed.Connection.Reason);
            }
            clients.RemoveAll(client => client.IsClosed);
            Assert.Equal(clients.Count(client => client.Connection.Reason == CloseReason.None), clients.Count);
            Assert.True(world.Broker.Clients.Count <= clients.Count, $"seed {seed}");
        }
    }

    private static byte[] Any(Random random) => random.Next(9) switch
    {
        0 => Packet.Pingreq,
        1 => Packet.Subscribe(random.Next(3), (Topic(random), random.Next(4)), (Topic(random), 1)),
        2 => Packet.Unsubscribe(1, Topic(random)),
        3 => Packet.Puback(random.Next(5)),
        4 => Packet.Publish("v1/status/c1", "online", random.Next(3), retain: true),
        5 => Packet.Publish(Topic(random), new('x', random.Next(300)), random.Next(4)),
        6 => random.Next(10) == 0 ? Packet.Disconnect : Packet.Pingreq,
        _ => Packet.Publish("v1/up/c1/readings", new('x', random.Next(3_000)), random.Next(1, 60_000)),
    };

    private static string Topic(Random random)
    {
        string[] levels = ["v1", "up", "down", "status", "c1", "c2", "+", "#", "", "$SYS", "\0", "é"];
        return string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => levels[random.Next(levels.Length)]));
    }

    private static byte[] Spoil(byte[] packet, Random random)
    {
        var bytes = packet.ToList();
        for (var i = random.Next(1, 4); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(Math.Min(bytes.Count, 40));
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at));
                    break;
                case 3:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    bytes.AddRange(Enumerable.Range(0, random.Next(30)).Select(_ => (byte)random.Next(256)));
                    break;
            }
        }
        return [.. bytes];
    }
}
