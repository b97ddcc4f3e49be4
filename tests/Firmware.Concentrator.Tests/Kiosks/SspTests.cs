using Wattline.Firmware.Kiosks;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

public sealed class SspTests
{
    // Frames of the manufacturer's manual (ITL GA138), beside one that is stuffed.
    [Theory]
    [InlineData("7f8001116582", 0x80, "11")]
    [InlineData("7f800206080394", 0x80, "0608")]
    [InlineData("7f8001071202", 0x80, "07")]
    [InlineData("7f80030207002bb6", 0x80, "020700")]
    [InlineData("7f800157f203", 0x80, "57")]
    [InlineData("7f8003f0f1e8bf8c", 0x80, "f0f1e8")]
    [InlineData("7f8016f0051100000028000000230000000a0000001000000072b7", 0x80, "f0051100000028000000230000000a00000010000000")]
    [InlineData("7f0003027f7f7f7f2c1b", 0x00, "027f7f")]
    [InlineData("7f0001116608", 0x00, "11")]
    public void Frames_of_the_manual_are_written_and_read(string wire, int head, string data)
    {
        var bytes = Convert.FromHexString(data);
        var written = new byte[SspFrame.WireBytesMax];
        var count = SspFrame.Write(head, bytes, bytes.Length, written);

        Assert.Equal(wire, Convert.ToHexStringLower(written.AsSpan(0, count)));
        Assert.Equal([$"{head:x2} {data}"], Scan(new SspScanner(), Convert.FromHexString(wire)));
    }

    [Theory]
    [InlineData("7f8001110bad")] // Wrong CRC.
    [InlineData("7f0001116582")] // Another sequence bit under the same CRC.
    [InlineData("7f80011165")] // Torn, and nothing after it.
    public void A_frame_that_is_not_whole_is_no_frame(string wire) =>
        Assert.Empty(Scan(new SspScanner(), Convert.FromHexString(wire)));

    [Theory]
    [InlineData("00ff33")] // Noise.
    [InlineData("7f8003f0")] // A torn frame.
    [InlineData("7f80ff0102")] // A long one that never ends.
    [InlineData("7f7f7f7f")] // STX, twice doubled.
    [InlineData("7f8001f81001")] // A wrong CRC.
    public void A_frame_is_found_behind_noise_and_torn_frames(string before)
    {
        var wire = Convert.FromHexString(before + "7f8003f0ef03c5ca");
        Assert.Equal(["80 f0ef03"], Scan(new SspScanner(), wire));
    }

    [Fact]
    public void Any_bytes_give_frames_or_nothing_and_a_frame_after_them_is_found()
    {
        const int Seed = 7;
        var random = new Random(Seed);
        var scanner = new SspScanner();
        for (var round = 0; round < 2_000; round++)
        {
            var noise = new byte[random.Next(40)];
            random.NextBytes(noise);
            if (noise is [.., 0x7F])
            {
                noise[^1] = 0;
            }
            Scan(scanner, noise);
            Assert.True(Scan(scanner, Convert.FromHexString("7f8003f0ef03c5ca")) is [.., "80 f0ef03"], $"seed {Seed}, round {round}: {Convert.ToHexString(noise)}");
        }
    }

    [Fact]
    public void A_setup_of_the_manual_gives_minor_units()
    {
        // Protocol 4: no expanded lists. 5, 10 and 20 EUR.
        var setup = new SspSetup();
        var reply = Convert.FromHexString("F00030333333455552000001" + "03" + "050A14" + "020202" + "000064" + "04");

        Assert.True(setup.Read(reply, reply.Length));
        Assert.Equal(("EUR", 7, 500, 1000, 2000, 0), (setup.Currency, setup.EnabledChannels, setup.Value(1), setup.Value(2), setup.Value(3), setup.Value(4)));
    }

    [Fact]
    public void An_expanded_setup_gives_values_beyond_one_byte_and_leaves_other_currencies_out()
    {
        var setup = new SspSetup();
        var reply = Convert.FromHexString("F00030343030434E59000001" + "02" + "0000" + "0202" + "000064" + "07" + "434E59" + "555344" + "10270000" + "0A000000");

        Assert.True(setup.Read(reply, reply.Length));
        Assert.Equal(("CNY", 1, 1_000_000, 0), (setup.Currency, setup.EnabledChannels, setup.Value(1), setup.Value(2)));
    }

    [Fact]
    public void A_setup_that_is_cut_short_anywhere_is_refused()
    {
        var whole = FakeValidator.SetupReply;
        // Without the expanded lists the short ones serve; without the protocol version nothing does.
        var least = Array.IndexOf(whole, (byte)7, 14) + 1;
        for (var count = 0; count < least; count++)
        {
            Assert.False(new SspSetup().Read(whole, count), $"{count} bytes");
        }
        Assert.True(new SspSetup().Read(whole, least));
    }

    [Fact]
    public void A_command_without_a_reply_is_sent_again_with_the_same_bit_twenty_times()
    {
        var line = new FakeValidator { LoseReplies = int.MaxValue };
        var host = new SspHost(line, null);
        host.Send([SspCommand.Enable], 1, 0);
        for (var now = 0L; now <= 30_000; now += 10)
        {
            line.Now = now;
            host.Step(now);
            if (now == 20_990)
            {
                Assert.Equal(SspState.Waiting, host.State);
            }
        }

        Assert.Equal(SspState.Silent, host.State);
        Assert.Equal("9600 0 2", line.Framing);
        Assert.Equal(21, line.Commands.Count);
    }

    [Fact]
    public void Replies_of_another_address_or_bit_and_the_lines_own_echo_answer_nothing()
    {
        var line = new FakeValidator();
        var host = new SspHost(line, null);
        host.Send([SspCommand.Sync], 1, 0);
        // Another slave, the other sequence bit, our own SYNC as an echo.
        line.Noise = [.. FakeValidator.Frame(0x90, [0xF0]), .. FakeValidator.Frame(0x00, [0xF0]), .. FakeValidator.Frame(0x80, [0x11])];
        host.Step(0);
        line.Noise = [];
        host.Send([SspCommand.Sync], 1, 0);
        line.Noise = [.. FakeValidator.Frame(0x90, [0xF0]), .. FakeValidator.Frame(0x00, [0xF0]), .. FakeValidator.Frame(0x80, [0x11])];
        host.Send([SspCommand.Sync], 1, 0);
        line.Now = 10;
        host.Step(10);

        Assert.True(host.IsOk);
        Assert.Equal(1, host.ReplyCount);
        Assert.True(host.ForeignFrames >= 3);
    }

    private static List<string> Scan(SspScanner scanner, byte[] wire)
    {
        var found = new List<string>();
        foreach (var each in wire)
        {
            if (scanner.Take(each))
            {
                found.Add($"{scanner.Head:x2} {Convert.ToHexStringLower([.. Enumerable.Range(0, scanner.DataCount).Select(i => (byte)scanner.Data(i))])}");
            }
        }
        return found;
    }
}
