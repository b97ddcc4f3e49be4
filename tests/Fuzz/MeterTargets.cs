using System.Text;
using System.Text.Json;
using Wattline.Firmware.Kiosks;
using Wattline.Firmware.Meters;
using Wattline.Simulators.Kiosks.Ssp;
using Wattline.Simulators.Lab.Decode;
using Wattline.Simulators.Meters.Dlt645;
using Wattline.Tests.Shared.Vectors;
using Xunit;
using Dlt645Frame = Wattline.Firmware.Meters.Dlt645Frame;

namespace Wattline.Tests.Fuzz;

/// <summary>Telegrams: firmware's scanner and lab decode, the simulator's parser their second opinion.</summary>
internal static class MeterTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("lab decode dlt645-2007", Frames("dlt645-2007"), JudgeDecode, RepairDlt645),
        new("firmware dlt645 scanner", Frames("dlt645-2007"), JudgeScanner, RepairDlt645),
        new("lab decode ssp", Frames("ssp"), bytes => JudgeSsp(bytes), RepairSsp),
        new("lab decode text", [Encoding.UTF8.GetBytes("0x68 61,01-00:00 00 00\r\n68 11 04 33 33 34 33 14 16")], JudgeText),
        new("vector file", [Encoding.UTF8.GetBytes("# a\nid = a\nfrom = field\nframe = 68 00\nvalid\nitem = x: 1; unit V\n\nid = b\nfrom = field\nframe = 68\nrefuse = end\n")], JudgeVectorFile),
    ];

    private static List<byte[]> Frames(string protocol) => [.. VectorFile.Load(protocol).SelectMany(v => v.Frames)];

    private static JsonElement Line(string protocol, byte[] bytes)
    {
        string line = DecodeCommand.Protocols[protocol](bytes).ToString();
        Assert.DoesNotContain('\n', line);
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal(json.GetProperty("valid").GetBoolean(), json.GetProperty("reason").ValueKind == JsonValueKind.Null);
        return json;
    }

    private static bool JudgeDecode(byte[] bytes)
    {
        var said = Line("dlt645-2007", bytes);
        var parse = Dlt645Parser.Parse(bytes);
        Assert.Equal(parse.Frame is not null, said.GetProperty("valid").GetBoolean());
        if (parse.Frame is { } frame)
        {
            Assert.Equal(frame.Address, said.GetProperty("address").GetString());
            Assert.Equal(frame.Data.Length, said.GetProperty("length").GetInt32());
            Assert.Equal(frame.Preamble, said.GetProperty("preamble_fe").GetInt32());
            Assert.Equal(frame.NoiseBefore, said.TryGetProperty("noise_before", out var noise) ? noise.GetInt32() : 0);
            Assert.Equal(frame.BytesAfter, said.TryGetProperty("bytes_after", out var after) ? after.GetInt32() : 0);
        }

        return parse.Frame is not null;
    }

    /// <summary>Firmware's scanner and the simulator's receiver find a good packet where lab decode does.</summary>
    private static bool JudgeSsp(byte[] bytes)
    {
        var said = Line("ssp", bytes);
        var parse = SspParse.Of(bytes);
        var scanner = new SspScanner();
        Assert.Equal(parse.Packet is not null, bytes.Any(scanner.Take));
        Assert.Equal(parse.Packet is not null, said.GetProperty("valid").GetBoolean());
        if (parse.Packet is { } packet)
        {
            Assert.Equal(Convert.ToHexStringLower(packet.Data.Span), said.GetProperty("data").GetString());
        }

        return parse.Packet is not null;
    }

    /// <summary>In pieces as a line gives them: what is found stands in the input, and the first is found by the second opinion too.</summary>
    private static bool JudgeScanner(byte[] bytes)
    {
        var scanner = new Dlt645Scanner(Dlt645Limits.PayloadMax, new int[Dlt645Reject.Count]);
        var frame = new Dlt645Frame();
        var found = new List<byte[]>();
        var pieces = new Random(bytes.Length);
        for (int fed = 0; fed < bytes.Length;)
        {
            int taken = scanner.Feed(bytes, fed, Math.Min(pieces.Next(1, 80), bytes.Length - fed));
            Assert.True(taken > 0, "the scanner's memory is full and it reads no frame");
            fed += taken;
            Read();
        }

        while (scanner.Pending)
        {
            scanner.Flush();
            Read();
        }

        Assert.True(scanner.NoiseBytes <= bytes.Length);
        Assert.All(found, f => Assert.True(bytes.AsSpan().IndexOf(f) >= 0, Convert.ToHexString(f)));
        if (Dlt645Parser.Parse(bytes).Frame is { Data.Length: <= Dlt645Limits.PayloadMax })
        {
            Assert.NotEmpty(found);
        }

        return found.Count > 0;

        void Read()
        {
            while (scanner.TryRead(frame))
            {
                found.Add(Rebuild(frame));
            }
        }
    }

    private static byte[] Rebuild(Dlt645Frame frame)
    {
        byte[] body =
        [
            0x68, .. frame.Address, 0x68, (byte)frame.Control, (byte)frame.PayloadLength,
            .. frame.Payload.Take(frame.PayloadLength).Select(b => (byte)(b + 0x33)),
        ];
        return [.. body, (byte)body.Sum(b => b), 0x16];
    }

    private static bool JudgeText(byte[] bytes)
    {
        string text = Encoding.Latin1.GetString(bytes);
        var meaning = DecodeCommand.Read(DecodeCommand.Protocols["dlt645-2007"], text);
        Assert.DoesNotContain('\n', meaning.ToString());
        using var output = new StringWriter();
        DecodeCommand.Lines(DecodeCommand.Protocols["ssp"], new StringReader(text), output);
        int lines = text.Count(c => c == '\n') + (text.Length > 0 && !text.EndsWith('\n') ? 1 : 0);
        Assert.Equal(lines, output.ToString().Count(c => c == '\n'));
        return meaning.Valid;
    }

    private static bool JudgeVectorFile(byte[] bytes)
    {
        var file = VectorFile.Parse("fuzz", Encoding.UTF8.GetString(bytes));
        Assert.All(file.Vectors, v => Assert.NotEmpty(v.Frames));
        Assert.All(file.Errors, e => Assert.StartsWith("fuzz(", e, StringComparison.Ordinal));
        return file.Errors.Count == 0;
    }

    /// <summary>Sets the CRC of a packet that stands alone and holds no 7F.</summary>
    private static void RepairSsp(byte[] bytes)
    {
        if (bytes.Length >= 5 && bytes.Length == bytes[2] + 5)
        {
            int crc = bytes[1..^2].Aggregate(0xFFFF, (sum, b) => SspFrame.Crc(sum, b));
            (bytes[^2], bytes[^1]) = ((byte)crc, (byte)(crc >> 8));
        }
    }

    /// <summary>Sets checksum and end byte of every candidate that has room for them.</summary>
    public static void RepairDlt645(byte[] bytes)
    {
        for (int start = 0; start + 12 <= bytes.Length; start++)
        {
            int end = start + 10 + bytes[start + 9];
            if (bytes[start] == 0x68 && bytes[start + 7] == 0x68 && end + 1 < bytes.Length)
            {
                bytes[end] = (byte)bytes[start..end].Sum(b => b);
                bytes[end + 1] = 0x16;
            }
        }
    }
}
