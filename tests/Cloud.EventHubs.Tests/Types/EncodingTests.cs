using Wattline.Cloud.EventHubs;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Tests.Cloud.EventHubs.Types;

/// <summary>Bytes written out from OASIS AMQP 1.0, part 1, 1.6.</summary>
public sealed class EncodingTests
{
    public static TheoryData<string, string, string> Encodings() => new()
    {
        { "40", "Null", "null" }, // 1.6.1
        { "41", "Boolean", "true" }, // 1.6.2
        { "42", "Boolean", "false" },
        { "5601", "Boolean", "true" },
        { "50FF", "UByte", "255" }, // 1.6.3
        { "60FFFE", "UShort", "65534" }, // 1.6.4
        { "70FFFFFFFE", "UInt", "4294967294" }, // 1.6.5
        { "5280", "UInt", "128" },
        { "43", "UInt", "0" },
        { "80FFFFFFFFFFFFFFFF", "ULong", "18446744073709551615" }, // 1.6.6
        { "5301", "ULong", "1" },
        { "44", "ULong", "0" },
        { "51FF", "Byte", "-1" }, // 1.6.7
        { "618000", "Short", "-32768" }, // 1.6.8
        { "7180000000", "Int", "-2147483648" }, // 1.6.9
        { "5480", "Int", "-128" },
        { "818000000000000000", "Long", "-9223372036854775808" }, // 1.6.10
        { "55FE", "Long", "-2" },
        { "723FC00000", "Float", "1.5" }, // 1.6.11
        { "82BFF8000000000000", "Double", "-1.5" }, // 1.6.12
        { "7422500001", "Decimal32", "22500001" }, // 1.6.13
        { "842238000000000001", "Decimal64", "2238000000000001" }, // 1.6.14
        { "9422080000000000000000000000000001", "Decimal128", "22080000000000000000000000000001" }, // 1.6.15
        { "730001F600", "Char", "128512" }, // 1.6.16
        { "83000000E8D4A51000", "Timestamp", "1000000000000" }, // 1.6.17
        { "9800112233445566778899AABBCCDDEEFF", "Uuid", "00112233-4455-6677-8899-aabbccddeeff" }, // 1.6.18
        { "A003010203", "Binary", "010203" }, // 1.6.19
        { "B000000002BEEF", "Binary", "BEEF" },
        { "A106C3A5E288AB41", "String", "å∫A" }, // 1.6.20
        { "B10000000161", "String", "a" },
        { "A3066F6666736574", "Symbol", "offset" }, // 1.6.21
        { "B30000000161", "Symbol", "a" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Each_encoding_of_the_standard_is_read(string hex, string type, string text)
    {
        var reader = new AmqpReader(Convert.FromHexString(hex));
        var value = reader.ReadValue();
        Assert.Equal(AmqpFault.None, reader.Fault);
        Assert.True(reader.AtEnd);
        Assert.Equal(type, value.Type.ToString());
        Assert.Equal(text, value.ToString());
    }

    [Fact]
    public void A_list_keeps_its_items()
    {
        // 1.6.22: list8, size 6, three items.
        var reader = new AmqpReader(Convert.FromHexString("C006035201540241"));
        var list = reader.ReadValue();
        Assert.Equal([AmqpValue.UInt(1), AmqpValue.Int(2), AmqpValue.Boolean(true)], list.Items!);
    }

    [Fact]
    public void A_map_keeps_order_and_finds_keys()
    {
        // 1.6.23: map8 of two pairs.
        var reader = new AmqpReader(Convert.FromHexString("C10A04A30162520AA1016141"));
        var map = reader.ReadMapValue();
        Assert.Equal(AmqpFault.None, reader.Fault);
        Assert.Equal(2, map.Count);
        Assert.Equal(10, map["b"]!.Value.Integer);
        Assert.True(map["a"]!.Value.Truth);
        Assert.Null(map["c"]);
    }

    [Fact]
    public void An_array_has_one_constructor_for_all_items()
    {
        // 1.6.24: array8 of two symbols (sym8).
        var reader = new AmqpReader(Convert.FromHexString("E00702A30161026262"));
        var array = reader.ReadValue().Array!;
        Assert.Equal(AmqpFault.None, reader.Fault);
        Assert.Equal(AmqpType.Symbol, array.ElementType);
        Assert.Equal([AmqpValue.Symbol("a"), AmqpValue.Symbol("bb")], array.Items);
    }

    [Fact]
    public void A_described_value_keeps_its_descriptor()
    {
        // The example of 1.2.1: a URL as a described string.
        var reader = new AmqpReader([0x00, 0xA1, 0x03, (byte)'U', (byte)'R', (byte)'L', 0xA1, 0x1E, .. "http://example.org/hello-world"u8]);
        var described = reader.ReadValue().Described!;
        Assert.Equal(AmqpValue.String("URL"), described.Descriptor);
        Assert.Equal("http://example.org/hello-world", described.Value.Text);
    }

    [Fact]
    public void The_shortest_encoding_is_written()
    {
        byte[] bytes = new byte[64];
        var writer = new AmqpWriter(bytes);
        writer.UInt(0);
        writer.UInt(255);
        writer.UInt(256);
        writer.ULong(0);
        writer.ULong(17);
        writer.Int(-128);
        writer.Int(128);
        writer.Long(-1);
        writer.Boolean(true);
        writer.Null();
        Assert.Equal("43" + "52FF" + "7000000100" + "44" + "5311" + "5480" + "7100000080" + "55FF" + "41" + "40", Convert.ToHexString(bytes.AsSpan(0, writer.Position)));
    }

    [Theory]
    [InlineData("", "Truncated")]
    [InlineData("70000000", "Truncated")]
    [InlineData("3F", "UnknownCode")]
    [InlineData("5602", "BadBoolean")]
    [InlineData("A102C328", "BadText")]
    [InlineData("A301FF", "BadText")]
    [InlineData("B0FFFFFFFF", "BadSize")]
    [InlineData("B07FFFFFFF00", "Truncated")]
    [InlineData("D0000000057FFFFFFF40", "TooMany")]
    [InlineData("C10203404040", "TooMany")]
    [InlineData("C1040340404040", "OddMap")]
    [InlineData("C0030140404040", "BadSize")]
    [InlineData("F000000005000F424041", "TooMany")]
    [InlineData("F0000000057FFFFFFF41", "TooMany")]
    [InlineData("E003014041", "BadSize")]
    [InlineData("00", "Truncated")]
    public void Bad_bytes_give_their_reason(string hex, string fault)
    {
        var reader = new AmqpReader(Convert.FromHexString(hex));
        Assert.True(reader.ReadValue().IsNull);
        Assert.Equal(fault, reader.Fault.ToString());
    }

    [Fact]
    public void A_tower_of_lists_is_refused_at_its_limit()
    {
        Assert.Equal(AmqpFault.None, FaultOfTower(AmqpLimits.DepthMax));
        Assert.Equal(AmqpFault.TooDeep, FaultOfTower(AmqpLimits.DepthMax + 1));
    }

    [Fact]
    public void A_tower_of_descriptors_is_refused()
    {
        var reader = new AmqpReader(new byte[1_000]);
        reader.ReadValue();
        Assert.Equal(AmqpFault.TooDeep, reader.Fault);
        var skipped = new AmqpReader(new byte[1_000]);
        skipped.Skip();
        Assert.Equal(AmqpFault.TooDeep, skipped.Fault);
    }

    [Fact]
    public void What_does_not_fit_is_not_written()
    {
        byte[] bytes = new byte[4];
        var writer = new AmqpWriter(bytes);
        writer.String("abc");
        Assert.True(writer.Overflow);
        writer.Binary([1, 2, 3]);
        writer.Utf8("abc"u8);
        writer.Symbol("abc"u8);
        writer.Raw([1, 2, 3, 4, 5]);
        writer.Value(AmqpValue.List(AmqpValue.String("abc")));
        Assert.Equal(0, writer.Position);
        Assert.All(bytes, b => Assert.Equal(0, b));
    }

    private static AmqpFault FaultOfTower(int depth)
    {
        byte[] tower = [0x45];
        for (int i = 1; i < depth; i++)
        {
            tower = [0xD0, .. BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder(tower.Length + 4)), 0, 0, 0, 1, .. tower];
        }
        var reader = new AmqpReader(tower);
        reader.ReadValue();
        return reader.Fault;
    }
}
