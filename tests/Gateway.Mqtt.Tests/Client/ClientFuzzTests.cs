using System.Globalization;
using Wattline.Gateway.Mqtt.Client;

namespace Wattline.Tests.Gateway.Mqtt.Client;

/// <summary>
/// Any bytes of a server give events or a named end, and what waits stays bounded. WATTLINE_FUZZ sets how many seeds are run.
/// </summary>
public sealed class ClientFuzzTests
{
    private static readonly string[] _packets =
    [
        "2003000000", "2003010000", "2002 0000", "2003008700", "3207000174000A0061", "3A07000174000A0061", "3407000174000B0061", "62020B00", "6202000B",
        "3005000174 0061", "40020001", "40020002", "50020001", "50020002", "70020001", "70020002", "9004000100 01", "B004000100 00", "D000", "E0028E00",
        "301B0001741626000 16B0001760200000005030001610900010 70B0178",
    ];

    private static int Seeds => int.TryParse(
        Environment.GetEnvironmentVariable("WATTLINE_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 300;

    [Fact]
    public void Any_bytes_give_events_or_an_end()
    {
        var ends = new HashSet<string>();
        for (var seed = 1; seed <= Seeds; seed++)
        {
            try
            {
                Run(seed, ends);
            }
            catch (Exception fault)
            {
                Assert.Fail($"seed {seed}: {fault}");
            }
        }
        // A fuzzer that always fails at the door tests the door only.
        Assert.Superset(new HashSet<string> { "ProtocolError", "ClosedByServer", "Refused", "PacketTooLarge", "ConnectionLost" }, ends);
    }

    private static void Run(int seed, HashSet<string> ends)
    {
        var random = new Random(seed);
        var version = random.Next(2) == 0 ? MqttVersion.V311 : MqttVersion.V5;
        var bench = new ClientBench(new() { Version = version, ClientId = "c", ReceiveMaximum = 4, InFlightMax = 4, QueuedMax = 8, PacketBytesMax = 200 });
        bench.Machine.Start(bench.Now);
        for (var step = 0; step < 100; step++)
        {
            switch (bench.Machine.State)
            {
                case MqttClientState.Opening:
                    bench.Machine.Opened(bench.Now);
                    bench.Feed(random.Next(5) == 0 ? "20020005" : version == MqttVersion.V5 ? "2003000000" : "20020000");
                    break;
                case MqttClientState.Closing:
                    bench.Break();
                    break;
            }
            bench.Takes = random.Next(8) > 0;
            switch (random.Next(10))
            {
                case 0:
                    bench.Publish("t", "x", random.Next(3));
                    break;
                case 1:
                    bench.Machine.Subscribe([new("t", 1)], bench.Now);
                    break;
                case 2 when bench.Deliveries.Count > 0:
                    bench.Machine.Acknowledge(bench.Deliveries[random.Next(bench.Deliveries.Count)], bench.Now);
                    break;
                case 3:
                    bench.Pass(random.Next(40_000));
                    bench.Machine.Resume(bench.Now);
                    break;
                case 4 when random.Next(5) == 0:
                    bench.Break();
                    break;
                default:
                    var bytes = Convert.FromHexString(_packets[random.Next(_packets.Length)].Replace(" ", "", StringComparison.Ordinal));
                    if (random.Next(4) == 0) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                    bench.Feed(random.Next(10) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
                    break;
            }
            bench.Sent();
            Assert.True(bench.Machine.Queued <= 8 && bench.Machine.Unacknowledged <= 4, $"step {step}");
            foreach (var word in bench.Events().Split("; ")) ends.Add(word.Split(' ')[0]);
        }
        bench.Machine.Stop(bench.Now);
        bench.Break();
        Assert.Equal(0, bench.Machine.Queued);
    }
}
