using Wattline.Firmware.Cbor;
using Wattline.Firmware.Plans;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Plans;

public sealed class PlanDecoderTests
{
    [Fact]
    public void A_plan_is_decoded_with_the_formats_of_its_identifiers()
    {
        var decoder = new PlanDecoder(2);

        Assert.Equal(PlanRefusal.None, Decode(decoder, new Draft { Identifier = 0x0001FF00, Channels = 5 }));

        var plan = decoder.Plan;
        var read = plan.Template(0).Reads[0];
        Assert.Equal((7, 900, 2), (plan.Version, plan.Every, plan.Meters));
        Assert.Equal("610100000000", Convert.ToHexString(plan.Addresses, 0, 6));
        Assert.Equal((0x0001FF00u, 5, 4, 20, true), (read.Identifier, read.Channels, read.ValueBytes, read.PayloadBytes, read.IsCumulative));
        Assert.Equal(5, plan.Template(1).Channels);
    }

    [Fact]
    public void Everything_that_is_wrong_has_its_reason()
    {
        var cases = new (Draft Draft, int Refusal)[]
        {
            (new Draft { Format = 3 }, PlanRefusal.Format),
            (new Draft { Format = 2 }, PlanRefusal.Malformed),
            (new Draft { Version = 5 }, PlanRefusal.NotNewer),
            (new Draft { Version = 6 }, PlanRefusal.NotNewer),
            (new Draft { Every = 4 }, PlanRefusal.Every),
            (new Draft { Every = 86401 }, PlanRefusal.Every),
            (new Draft { Protocol = 9 }, PlanRefusal.Protocol),
            (new Draft { Identifier = 0x12345678 }, PlanRefusal.Identifier),
            (new Draft { Identifier = 0x04000101 }, PlanRefusal.Identifier),
            (new Draft { Channels = 0 }, PlanRefusal.Channels),
            (new Draft { Channels = 2 }, PlanRefusal.Channels),
            (new Draft { Identifier = 0x0001FF00, Channels = 128 }, PlanRefusal.None),
            (new Draft { Identifier = 0x0001FF00, Channels = 129 }, PlanRefusal.TooMany),
            (new Draft { Decimals = 1 }, PlanRefusal.Decimals),
            (new Draft { Line = 2 }, PlanRefusal.Line),
            (new Draft { Address = "00000000161" }, PlanRefusal.Address),
            (new Draft { Address = "00000000016A" }, PlanRefusal.Address),
            (new Draft { Address = "AAAAAAAAAAAA" }, PlanRefusal.Address),
            (new Draft { Address = "999999999999" }, PlanRefusal.Address),
            (new Draft { Template = 1 }, PlanRefusal.Template),
            (new Draft { Baud = 299 }, PlanRefusal.Baud),
            (new Draft { Meters = PlanLimits.MetersMax }, PlanRefusal.None),
            (new Draft { Meters = PlanLimits.MetersMax + 1 }, PlanRefusal.TooMany),
            (new Draft { Meters = 100, Identifier = 0x0001FF00, Channels = 100 }, PlanRefusal.TooMany),
            (new Draft { Trailing = true }, PlanRefusal.Malformed),
        };
        foreach (var (draft, refusal) in cases)
        {
            var decoder = new PlanDecoder(2);
            Assert.Equal(refusal, Decode(decoder, draft));
            Assert.Equal(refusal == PlanRefusal.None, decoder.Plan is not null);
        }
    }

    [Fact]
    public void Any_bytes_are_refused_and_harm_nothing()
    {
        var good = new Draft().Write();
        for (var length = 0; length < good.Length; length++)
            Assert.Equal(PlanRefusal.Malformed, new PlanDecoder(2).Decode(good, 0, length, -1));

        for (var seed = 1; seed <= 5000; seed++)
        {
            var random = new Random(seed);
            var bytes = (byte[])good.Clone();
            for (var i = random.Next(1, 4); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var decoder = new PlanDecoder(2);
            var refusal = decoder.Decode(bytes, 0, bytes.Length, -1);
            Assert.True(refusal == PlanRefusal.None == decoder.Plan is not null, $"seed {seed}");
        }
    }

    private static int Decode(PlanDecoder decoder, Draft draft)
    {
        var bytes = draft.Write();
        return decoder.Decode(bytes, 0, bytes.Length, 6);
    }

    private sealed class Draft
    {
        public ulong Format { get; init; } = 1;
        public ulong Version { get; init; } = 7;
        public ulong Every { get; init; } = 900;
        public ulong Protocol { get; init; }
        public uint Identifier { get; init; } = 0x00010000;
        public int Channels { get; init; } = 1;
        public ulong Decimals { get; init; } = 2;
        public ulong Line { get; init; } = 1;
        public string Address { get; init; } = "000000000161";
        public ulong Template { get; init; }
        public ulong Baud { get; init; } = 2400;
        public int Meters { get; init; } = 2;
        public bool Trailing { get; init; }

        public byte[] Write()
        {
            var writer = new CborWriter(new byte[32768]);
            writer.WriteArray(5);
            writer.WriteUInt(Format);
            writer.WriteUInt(Version);
            writer.WriteUInt(Every);
            writer.WriteArray(1);
            writer.WriteArray(2);
            writer.WriteUInt(Protocol);
            writer.WriteArray(1);
            writer.WriteArray(2);
            writer.WriteUInt(Identifier);
            writer.WriteArray(Channels);
            for (var i = 0; i < Channels; i++)
            {
                writer.WriteArray(2);
                writer.WriteText("1-0:1.8.0");
                writer.WriteUInt(Decimals);
            }

            writer.WriteArray(Meters);
            for (var i = 0; i < Meters; i++)
            {
                writer.WriteArray(4);
                writer.WriteUInt(Line);
                writer.WriteText(Address);
                writer.WriteUInt(Template);
                writer.WriteUInt(Baud);
            }

            if (Trailing)
                writer.WriteNull();
            return writer.Buffer[..writer.Position];
        }
    }
}
