using Wattline.Firmware.Meters;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Meters;

public sealed class Dlt645ScannerTests
{
    private const string Answer = "6861010000000068910833333433593333338A16";

    [Theory]
    [InlineData(Answer, 0, 0)]
    [InlineData("FEFEFEFEFEFEFE" + Answer, 7, 0)]
    [InlineData("68" + Answer, 0, 1)]
    [InlineData("68FEFEFEFE" + Answer, 4, 1)]
    [InlineData("0016FF68" + Answer, 0, 4)]
    [InlineData("6800000000000068910100FF16FE" + Answer, 1, 13)]
    public void A_frame_is_found_whatever_stands_before_it(string hex, int preamble, int noise)
    {
        var (frames, _) = Scan(hex, 1000);

        var frame = Assert.Single(frames);
        Assert.Equal(("000000000161", 0x91, 0x00010000u), (frame.AddressText(), frame.Control, frame.Identifier));
        Assert.Equal("0000010026000000", Convert.ToHexString(frame.Payload, 0, frame.PayloadLength));
        Assert.Equal((preamble, noise), (frame.Preamble, frame.NoiseBefore));
    }

    [Fact]
    public void Cut_anywhere_and_joined_the_frames_are_the_same()
    {
        // Address, payload and checksum hold 16H and 68H; a stray start stands in the middle.
        var hex = Answer + "FEFE" + Build("161616686868", 0x91, "00000100163568E3") + "68" + Build("999999999968", 0x91, "0000010001000000");
        for (var size = 1; size < hex.Length / 2; size++)
        {
            var (frames, rejects) = Scan(hex, size);

            Assert.Equal(["000000000161", "161616686868", "999999999968"], frames.ConvertAll(f => f.AddressText()));
            Assert.All(rejects, count => Assert.Equal(0, count));
        }
    }

    [Theory]
    [InlineData("6812907856341268910833333433896745335516", Dlt645Reject.BadChecksum)]
    [InlineData("6812907856341268910833333433896745335417", Dlt645Reject.BadEnd)]
    [InlineData("FEFE681290785634126891083333", Dlt645Reject.Truncated)]
    [InlineData("6812907856341268B1C93333", Dlt645Reject.TooLong)]
    [InlineData("6812907856341269910833333433896745335416", Dlt645Reject.None)]
    [InlineData("FEFEFEFE", Dlt645Reject.None)]
    [InlineData("68FEFEFEFEFEFE6888888C88888868110433333433E216", Dlt645Reject.Truncated)]
    public void What_is_no_frame_has_a_named_reason(string hex, int reason)
    {
        var (frames, rejects) = Scan(hex, 1000);

        Assert.Empty(frames);
        Assert.Equal(reason == Dlt645Reject.None ? 0 : 1, rejects[reason]);
    }

    [Fact]
    public void Any_bytes_give_a_frame_or_a_reason_and_a_frame_behind_them_is_found()
    {
        for (var seed = 1; seed <= 2000; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(1, 400)];
            random.NextBytes(bytes);
            for (var i = 0; i < bytes.Length; i++)
            {
                if (random.Next(8) == 0)
                {
                    bytes[i] = (byte)(random.Next(2) == 0 ? 0x68 : 0x16);
                }
            }

            var (frames, _) = Scan(Convert.ToHexString(bytes) + Answer, random.Next(1, 50));

            Assert.True(frames.Count >= 1 && frames[^1].AddressText() == "000000000161", $"seed {seed}");
        }
    }

    internal static string Build(string address, int control, string payloadHex, int preamble = 0)
    {
        var payload = Convert.FromHexString(payloadHex);
        var frame = new List<byte> { 0x68 };
        frame.AddRange(Convert.FromHexString(address).Reverse());
        frame.Add(0x68);
        frame.Add((byte)control);
        frame.Add((byte)payload.Length);
        frame.AddRange(payload.Select(value => (byte)(value + 0x33)));
        frame.Add((byte)frame.Sum(value => value));
        frame.Add(0x16);
        return string.Concat(Enumerable.Repeat("FE", preamble)) + Convert.ToHexString([.. frame]);
    }

    private static (List<Dlt645Frame> Frames, int[] Rejects) Scan(string hex, int size)
    {
        var rejects = new int[Dlt645Reject.Count];
        var scanner = new Dlt645Scanner(Dlt645Limits.PayloadMax, rejects);
        var frames = new List<Dlt645Frame>();
        var bytes = Convert.FromHexString(hex);
        var frame = new Dlt645Frame();
        var position = 0;
        while (position < bytes.Length || scanner.Pending)
        {
            var chunk = Math.Min(size, bytes.Length - position);
            if (chunk == 0)
            {
                scanner.Flush();
            }

            position += scanner.Feed(bytes, position, chunk);
            while (scanner.TryRead(frame))
            {
                frames.Add(frame);
                frame = new Dlt645Frame();
            }
        }

        return (frames, rejects);
    }
}
