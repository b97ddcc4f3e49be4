using Wattline.Simulators.Physics;
using Xunit;

namespace Wattline.Tests.Simulators.Physics;

public sealed class Rs485LineTests
{
    private readonly VirtualClock _clock = new();
    private readonly List<(string Who, byte[] Bytes, long At)> _heard = [];

    private LineListener Note(string who) => (bytes, now) => _heard.Add((who, bytes.ToArray(), now));

    // The table of DL/T 645 cycle times: 20 characters asked, Td, 24 or 20 characters answered, 8E1.
    [Theory]
    [InlineData(2400, 24, 20_000, 221_667)]
    [InlineData(2400, 20, 20_000, 203_334)]
    [InlineData(2400, 24, 100_000, 301_667)]
    [InlineData(2400, 24, 500_000, 701_667)]
    [InlineData(9600, 24, 20_000, 70_417)]
    [InlineData(9600, 20, 20_000, 65_834)]
    [InlineData(9600, 24, 500_000, 550_417)]
    public void A_read_takes_the_wire_time_of_request_and_answer_and_the_answer_delay(
        int baud, int answerCharacters, int answerDelayMicros, long cycleMicros)
    {
        var setting = SerialSetting.Dlt645 with { Baud = baud };
        var line = new Rs485Line(_clock, 1);
        var master = line.AttachMaster(setting, Note("master"), chunkCharacters: 7);
        LinePort slave = null!;
        slave = line.Attach("meter", setting, (bytes, now) => slave.SendAfter(answerDelayMicros, new byte[answerCharacters]));
        master.Send(new byte[20]);
        while (_clock.RunNext()) { }
        Assert.Equal(cycleMicros, _heard[^1].At);
        Assert.Equal(answerCharacters, _heard.Sum(chunk => chunk.Bytes.Length));
        Assert.Equal(setting.WireMicros(20) + setting.WireMicros(answerCharacters), line.BusyMicros);
    }

    [Fact]
    public void Everybody_but_the_sender_hears_a_burst_and_the_master_hears_it_in_chunks()
    {
        var line = new Rs485Line(_clock, 1);
        line.AttachMaster(SerialSetting.Dlt645, Note("master"), chunkCharacters: 2);
        var one = line.Attach("one", SerialSetting.Dlt645, Note("one"));
        line.Attach("two", SerialSetting.Dlt645, Note("two"));
        one.Send([1, 2, 3]);
        while (_clock.RunNext()) { }
        Assert.Equal(
            ["master:0102@9167", "master:03@13750", "two:010203@13750"],
            _heard.Select(heard => $"{heard.Who}:{Convert.ToHexString(heard.Bytes)}@{heard.At}"));
    }

    [Fact]
    public void Bursts_of_one_sender_follow_back_to_back()
    {
        var line = new Rs485Line(_clock, 1);
        var master = line.AttachMaster(SerialSetting.Dlt645, Note("master"));
        line.Attach("one", SerialSetting.Dlt645, Note("one"));
        var end = master.Send([1, 2]);
        Assert.Equal(9_167, end);
        Assert.Equal(end + 4_584, master.Send([3]));
        while (_clock.RunNext()) { }
        Assert.Equal([(2, 9_167L), (1, 13_751L)], _heard.Select(heard => (heard.Bytes.Length, heard.At)));
        Assert.Equal(0, line.Collisions);
    }

    [Fact]
    public void Two_that_talk_at_once_garble_the_characters_that_overlap_and_no_other()
    {
        var line = new Rs485Line(_clock, 5);
        line.AttachMaster(SerialSetting.Dlt645, Note("master"), chunkCharacters: 100);
        var one = line.Attach("one", SerialSetting.Dlt645, Note("one"));
        var two = line.Attach("two", SerialSetting.Dlt645, Note("two"));
        var sent = Enumerable.Range(1, 20).Select(i => (byte)i).ToArray();
        one.Send(sent);
        two.SendAfter(SerialSetting.Dlt645.WireMicros(10), sent);
        while (_clock.RunNext()) { }
        Assert.Equal(1, line.Collisions);
        var fromOne = _heard.First(heard => heard.Who == "master").Bytes;
        var fromTwo = _heard.Last(heard => heard.Who == "master").Bytes;
        Assert.Equal(sent[..10], fromOne[..10]);
        Assert.Equal(sent[^9..], fromTwo[^9..]);
        Assert.NotEqual(sent, fromOne);
        Assert.NotEqual(sent, fromTwo);
        Assert.InRange(line.BusyMicros - SerialSetting.Dlt645.WireMicros(30), 0, 1);
    }

    [Fact]
    public void One_wrong_bit_loses_the_character_with_a_check_bit_and_turns_it_without()
    {
        foreach (var parity in new[] { Parity.Even, Parity.None })
        {
            var setting = new SerialSetting(9600, parity, 1);
            var line = new Rs485Line(_clock, 11);
            var received = new List<byte>();
            var master = line.AttachMaster(setting, Note("master"));
            line.Attach("one", setting, (bytes, now) => received.AddRange(bytes));
            line.Faults.BitErrorRate = 0.001;
            for (var i = 0; i < 200; i++)
                master.Send(Enumerable.Repeat((byte)0x55, 100).ToArray());
            while (_clock.RunNext()) { }
            var turned = received.Count(character => character != 0x55);
            Assert.Equal(20_000, received.Count + line.CharactersDiscarded);
            Assert.Equal(line.CharactersGarbled, turned);
            // 20,000 characters with 1 wrong bit in 1,000: about 200 of 11 bits are hit once, and about 1 twice.
            if (parity == Parity.Even)
            {
                Assert.InRange(line.CharactersDiscarded, 150, 290);
                Assert.InRange(turned, 0, 8);
            }
            else
            {
                Assert.InRange(line.CharactersDiscarded, 15, 75);
                Assert.InRange(turned, 110, 220);
            }
        }
    }

    [Fact]
    public void A_character_with_two_wrong_bits_passes_the_check_bit_turned()
    {
        var line = new Rs485Line(_clock, 3);
        var received = new List<byte>();
        var master = line.AttachMaster(SerialSetting.Dlt645, Note("master"));
        line.Attach("one", SerialSetting.Dlt645, (bytes, now) => received.AddRange(bytes));
        line.Faults.BitErrorRate = 0.1;
        master.Send(new byte[5_000]);
        while (_clock.RunNext()) { }
        // Check bit or value wrong in two places: the value shows one or two.
        Assert.Contains(received, character => System.Numerics.BitOperations.PopCount(character) == 2);
        Assert.InRange(line.CharactersDiscarded, 1_500, 4_000);
    }

    [Fact]
    public void Echo_lost_characters_and_a_cut_cable_are_faults_of_the_line()
    {
        var line = new Rs485Line(_clock, 7);
        var master = line.AttachMaster(SerialSetting.Dlt645, Note("master"), chunkCharacters: 100);
        line.Attach("one", SerialSetting.Dlt645, Note("one"));
        line.Faults.Echo = true;
        master.Send([1, 2]);
        while (_clock.RunNext()) { }
        Assert.Equal(["master", "one"], _heard.Select(heard => heard.Who));
        _heard.Clear();

        line.Faults.Echo = false;
        line.Faults.Dead = true;
        master.Send([1, 2]);
        while (_clock.RunNext()) { }
        Assert.Empty(_heard);

        line.Faults.Dead = false;
        line.Faults.LossRate = 0.5;
        master.Send(new byte[1_000]);
        while (_clock.RunNext()) { }
        Assert.InRange(Assert.Single(_heard).Bytes.Length, 400, 600);
    }

    [Fact]
    public void A_receiver_at_another_speed_hears_noise_and_one_without_check_bit_hears_it_as_data()
    {
        var line = new Rs485Line(_clock, 1);
        var master = line.AttachMaster(SerialSetting.Dlt645, Note("master"));
        line.Attach("faster", SerialSetting.Dlt645 with { Baud = 9600 }, Note("faster"));
        line.Attach("no check", new SerialSetting(2400, Parity.None, 2), Note("no check"));
        line.Attach("right", SerialSetting.Dlt645, Note("right"));
        byte[] sent = [0x68, 0x11, 0x33, 0x16];
        master.Send(sent);
        while (_clock.RunNext()) { }
        Assert.Equal(sent, _heard.Single(heard => heard.Who == "right").Bytes);
        Assert.DoesNotContain(_heard, heard => heard.Who != "right" && heard.Bytes.SequenceEqual(sent));
        // 0x33 and 0x11 have an even number of ones: their check bit is 0, where 8N2 wants a stop bit.
        Assert.Equal("68" + "16", Convert.ToHexString(_heard.Single(heard => heard.Who == "no check").Bytes));
    }

    [Fact]
    public void Noise_is_heard_by_all_and_collides()
    {
        var line = new Rs485Line(_clock, 1);
        var master = line.AttachMaster(SerialSetting.Dlt645, Note("master"));
        line.Attach("one", SerialSetting.Dlt645, Note("one"));
        master.Send(new byte[10]);
        line.BurstOfNoise(30);
        while (_clock.RunNext()) { }
        Assert.Equal(1, line.Collisions);
        Assert.Contains(_heard, heard => heard.Who == "master");
    }

    [Fact]
    public void One_seed_gives_one_history()
    {
        Assert.Equal(History(41), History(41));
        Assert.NotEqual(History(41), History(42));
    }

    private static string History(int seed)
    {
        var clock = new VirtualClock();
        var line = new Rs485Line(clock, seed);
        var history = new System.Text.StringBuilder();
        var master = line.AttachMaster(SerialSetting.Dlt645, (bytes, now) => history.Append($"{now}:{Convert.ToHexString(bytes)} "));
        LinePort slave = null!;
        slave = line.Attach("one", SerialSetting.Dlt645, (bytes, now) => slave.SendAfter(20_000, bytes));
        line.Faults.BitErrorRate = 0.02;
        line.Faults.LossRate = 0.02;
        for (var i = 0; i < 50; i++)
            clock.At(i * 100_000, () => master.Send([1, 2, 3, 4, 5, 6, 7, 8]));
        while (clock.RunNext()) { }
        return history.ToString();
    }
}
