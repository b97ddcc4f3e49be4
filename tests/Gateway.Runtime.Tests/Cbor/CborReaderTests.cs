using Wattline.Gateway.Runtime.Cbor;
using Wattline.Gateway.Runtime.Decoding;
using Wattline.Tests.Gateway.Runtime.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Cbor;

public sealed class CborReaderTests
{
    /// <summary>RFC 8949, appendix A.</summary>
    [Theory]
    [InlineData("00", 0)]
    [InlineData("17", 23)]
    [InlineData("1818", 24)]
    [InlineData("1903e8", 1000)]
    [InlineData("1b000000e8d4a51000", 1000000000000)]
    [InlineData("20", -1)]
    [InlineData("3903e7", -1000)]
    [InlineData("3b7fffffffffffffff", long.MinValue)]
    public void Integers_are_read(string hex, long value)
    {
        var cbor = new CborReader(Convert.FromHexString(hex));
        Assert.True(cbor.ReadInteger(out var read));
        Assert.Equal(value, read);
        Assert.True(cbor.AtEnd);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1817")] // 23 in two bytes: not the shortest form
    [InlineData("1900ff")]
    [InlineData("1a0000ffff")]
    [InlineData("1b00000000ffffffff")]
    [InlineData("19ff")] // cut short
    [InlineData("1c")] // reserved
    [InlineData("9f00ff")] // indefinite length
    [InlineData("7f6161ff")]
    [InlineData("9affffffff")] // four billion items and no byte
    [InlineData("5affffffff00")]
    [InlineData("bb7fffffffffffffff")]
    [InlineData("c000")] // a tag
    [InlineData("f7")] // undefined
    [InlineData("8181818181818181818181818181818100")] // deeper than 16
    [InlineData("0000")] // a byte after the end
    public void What_is_not_the_contracts_CBOR_is_refused(string hex)
    {
        var cbor = new CborReader(Convert.FromHexString(hex));
        Assert.False(cbor.Skip() && cbor.AtEnd);
    }

    [Fact]
    public void Any_bytes_give_a_message_or_a_reason()
    {
        const int seed = 20260301;
        var random = new Random(seed);
        var normaliser = new Normaliser();
        var registry = Sample.Registry();
        var good = new[] { Sample.Readings(1, 100), Sample.Money(1), Sample.Event(1) };
        var streams = new[] { "readings", "money", "events" };
        for (var i = 0; i < 20_000; i++)
        {
            var which = random.Next(3);
            var bytes = (byte[])good[which].Clone();
            for (var turns = random.Next(1, 4); turns > 0; turns--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            var reason = normaliser.Normalise(Sample.Record(streams[which], bytes), registry, out var message);
            Assert.True(reason == 0 == (message is not null), $"seed {seed}, turn {i}");
        }
    }

    [Fact]
    public void Every_kind_of_item_has_its_JSON()
    {
        using var stream = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(stream))
        {
            var cbor = new CborReader(Convert.FromHexString("8801206161a161620143010203f5f6fb3ff199999999999a"));
            Assert.True(CborJson.TryWrite(ref cbor, json));
            Assert.True(cbor.AtEnd);
        }
        Assert.Equal("""[1,-1,"a",{"b":1},"AQID",true,null,1.1]""", System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }
}
