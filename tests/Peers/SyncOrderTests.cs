using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Peers;

/// <summary>A page cache survives a kill, so the order is read where it is made: strace sees every write, sync and send of the gateway.</summary>
public sealed partial class SyncOrderTests
{
    private const int Messages = 500;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 600_000)]
    public async Task Each_acknowledged_message_was_written_and_synced_before_its_PUBACK_was_sent()
    {
        var folder = Directory.CreateTempSubdirectory("wattline-order-");
        var trace = Path.Combine(folder.FullName, "trace");
        if ((await Tool.RunAsync("strace", Stop, "-o", trace, "true")).ExitCode != 0) Assert.Skip("this machine lets nobody trace system calls");
        var port = TestPorts.Take();
        await using (await GatewayChild.StartAsync(
            ["strace", "-f", "-xx", "-s", "1048576", "-e", "trace=pwrite64,pwritev,write,fsync,fdatasync,sendto,sendmsg", "-o", trace],
            port, Stop, $"--Journal:Directory={Path.Combine(folder.FullName, "journal")}", "--Uplink:Kind=none"))
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, Stop);
            var stream = client.GetStream();
            await stream.WriteAsync(Convert.FromHexString("100F00044D5154540402003C0003432D31"), Stop); // CONNECT, client id C-1
            await ReadAsync(stream, 4);
            for (var id = 1; id <= Messages; id++)
            {
                await stream.WriteAsync(Publish(id), Stop);
                if (id % 7 == 0) await stream.FlushAsync(Stop);
            }
            var acknowledgements = await ReadAsync(stream, Messages * 4);
            for (var id = 1; id <= Messages; id++)
                Assert.Equal(id, BinaryPrimitives.ReadUInt16BigEndian(acknowledgements.AsSpan((id * 4) - 2)));
        }
        var late = LateAcknowledgements(File.ReadLines(trace), out var seen);
        Assert.Equal(Messages, seen);
        Assert.Empty(late);
        folder.Delete(recursive: true);
    }

    /// <summary>Goes through the trace: a marker is durable when a sync that began after its write has returned.</summary>
    private static List<int> LateAcknowledgements(IEnumerable<string> trace, out int seen)
    {
        var late = new List<int>();
        var written = new Dictionary<string, HashSet<int>>();
        var durable = new HashSet<int>();
        var begun = new Dictionary<string, (string Call, string Arguments, int[] Syncing)>();
        seen = 0;
        foreach (var line in trace)
        {
            if (Begin().Match(line) is { Success: true } begin)
            {
                var (task, call, arguments) = (begin.Groups[1].Value, begin.Groups[2].Value, begin.Groups[3].Value);
                if (call.StartsWith("send", StringComparison.Ordinal))
                {
                    foreach (var id in Acknowledged(Bytes(arguments)))
                    {
                        seen++;
                        if (!durable.Contains(id)) late.Add(id);
                    }
                }
                begun[task] = (call, arguments, call is "fsync" or "fdatasync" ? [.. written.GetValueOrDefault(Descriptor(arguments)) ?? []] : []);
            }
            var returned = Return().Match(line);
            if (!returned.Success || returned.Groups[2].Value.StartsWith('-') || !begun.Remove(returned.Groups[1].Value, out var ended)) continue;
            if (ended.Call is "fsync" or "fdatasync")
            {
                durable.UnionWith(ended.Syncing);
            }
            else if (ended.Call.Contains("write", StringComparison.Ordinal))
            {
                if (!written.TryGetValue(Descriptor(ended.Arguments), out var markers)) written[Descriptor(ended.Arguments)] = markers = [];
                foreach (Match marker in Marker().Matches(Encoding.Latin1.GetString(Bytes(ended.Arguments))))
                    markers.Add(int.Parse(marker.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
            }
        }
        return late;
    }

    private static string Descriptor(string arguments) => arguments.Split(',', ')', ' ')[0];

    private static byte[] Bytes(string arguments) =>
        [.. Quoted().Matches(arguments).SelectMany(match => Convert.FromHexString(match.Groups[1].Value.Replace("\\x", "", StringComparison.Ordinal)))];

    private static IEnumerable<int> Acknowledged(byte[] sent)
    {
        for (var at = 0; at + 4 <= sent.Length && sent[at] == 0x40 && sent[at + 1] == 2; at += 4)
            yield return BinaryPrimitives.ReadUInt16BigEndian(sent.AsSpan(at + 2));
    }

    private static byte[] Publish(int id)
    {
        var topic = "v1/up/C-1/raw"u8;
        var payload = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"marker-{id:D6}"));
        byte[] packet = [0x32, (byte)(2 + topic.Length + 2 + payload.Length), 0, (byte)topic.Length, .. topic, (byte)(id >> 8), (byte)id, .. payload];
        return packet;
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, Stop);
        return bytes;
    }

    [GeneratedRegex(@"^(\d+) +(\w+)\((.*)$")]
    private static partial Regex Begin();

    [GeneratedRegex(@"^(\d+) .*= (-?\d+)(?: [A-Z].*)?$")]
    private static partial Regex Return();

    [GeneratedRegex(@"""((?:\\x[0-9a-f]{2})*)""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"marker-(\d{6})")]
    private static partial Regex Marker();
}
