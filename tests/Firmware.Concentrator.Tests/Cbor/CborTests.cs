using Wattline.Firmware.Cbor;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Cbor;

public sealed class CborTests
{
    // RFC 8949, appendix A, and the borders between its widths.
    [Theory]
    [InlineData(0UL, "00")]
    [InlineData(23UL, "17")]
    [InlineData(24UL, "1818")]
    [InlineData(255UL, "18FF")]
    [InlineData(256UL, "190100")]
    [InlineData(65535UL, "19FFFF")]
    [InlineData(65536UL, "1A00010000")]
    [InlineData(4294967295UL, "1AFFFFFFFF")]
    [InlineData(4294967296UL, "1B0000000100000000")]
    [InlineData(18446744073709551615UL, "1BFFFFFFFFFFFFFFFF")]
    public void An_unsigned_integer_takes_its_shortest_form_and_comes_back(ulong value, string hex)
    {
        CborWriter writer = new(new byte[9]);
        writer.WriteUInt(value);
        Assert.Equal(hex, Hex(writer));
        Assert.Equal(value, Read(hex).ReadUInt());
    }

    [Theory]
    [InlineData(0L, "00")]
    [InlineData(-1L, "20")]
    [InlineData(-24L, "37")]
    [InlineData(-25L, "3818")]
    [InlineData(-1000L, "3903E7")]
    [InlineData(long.MaxValue, "1B7FFFFFFFFFFFFFFF")]
    [InlineData(long.MinValue, "3B7FFFFFFFFFFFFFFF")]
    public void A_signed_integer_takes_its_shortest_form_and_comes_back(long value, string hex)
    {
        CborWriter writer = new(new byte[9]);
        writer.WriteInt(value);
        Assert.Equal(hex, Hex(writer));
        CborReader reader = Read(hex);
        Assert.Equal(value, reader.ReadInt());
        Assert.True(reader.AtEnd);
    }

    [Fact]
    public void An_envelope_like_item_comes_back_as_it_was_written()
    {
        CborWriter writer = new(new byte[64]);
        writer.WriteArray(6);
        writer.WriteText("1-0:1.8.0");
        writer.WriteNull();
        writer.WriteBytes([1, 2, 3], 1, 2);
        writer.WriteArray(0);
        writer.WriteRaw([0x82, 0x01, 0x20], 0, 3);
        writer.WriteInt(-7);
        Assert.False(writer.Overflow);
        Assert.Equal("8669312D303A312E382E30F6420203808201" + "20" + "26", Hex(writer));

        CborReader reader = new(writer.Buffer, 0, writer.Position);
        Assert.Equal(6, reader.ReadArray());
        Assert.False(reader.TryReadNull());
        Assert.Equal("1-0:1.8.0", reader.ReadText());
        Assert.True(reader.TryReadNull());
        Assert.Equal([2, 3], reader.ReadBytes());
        Assert.Equal(0, reader.ReadArray());
        reader.SkipItem();
        Assert.Equal(-7, reader.ReadInt());
        Assert.True(reader.AtEnd);
    }

    [Fact]
    public void What_has_no_room_writes_nothing_and_nothing_follows_it()
    {
        CborWriter writer = new(new byte[4]);
        writer.WriteUInt(1);
        writer.WriteText("abcd");
        writer.WriteUInt(2);
        Assert.True(writer.Overflow);
        Assert.Equal("01", Hex(writer));
        writer.Reset();
        writer.WriteText("abc");
        Assert.False(writer.Overflow);
        Assert.Equal("63616263", Hex(writer));
    }

    [Theory]
    [InlineData("")] // nothing
    [InlineData("1817")] // not the shortest form
    [InlineData("1900FF")]
    [InlineData("1B00000000FFFFFFFF")]
    [InlineData("19FF")] // cut
    [InlineData("1C")] // reserved
    [InlineData("20")] // another type
    [InlineData("F6")]
    public void A_bad_unsigned_integer_fails_and_stays_failed(string hex)
    {
        CborReader reader = Read(hex);
        Assert.Equal(0UL, reader.ReadUInt());
        Assert.True(reader.Failed);
        Assert.Equal(-1, reader.ReadArray());
        Assert.Null(reader.ReadText());
        Assert.True(reader.Failed);
        Assert.False(reader.AtEnd);
    }

    [Theory]
    [InlineData("1B8000000000000000")]
    [InlineData("3B8000000000000000")]
    public void A_signed_integer_beyond_64_bits_fails(string hex)
    {
        CborReader reader = Read(hex);
        Assert.Equal(0, reader.ReadInt());
        Assert.True(reader.Failed);
    }

    [Theory]
    [InlineData("9BFFFFFFFFFFFFFFFF")]
    [InlineData("9A7FFFFFFF00")]
    [InlineData("82")]
    [InlineData("9F00FF")]
    public void An_array_longer_than_the_bytes_left_fails_before_anything_is_made(string hex)
    {
        CborReader reader = Read(hex);
        Assert.Equal(-1, reader.ReadArray());
        Assert.True(reader.Failed);
    }

    [Theory]
    [InlineData("7BFFFFFFFFFFFFFFFF61")]
    [InlineData("6261")]
    [InlineData("7F6161FF")]
    [InlineData("62C3BC")] // our names are ASCII
    public void A_bad_text_fails(string hex)
    {
        CborReader reader = Read(hex);
        Assert.Null(reader.ReadText());
        Assert.True(reader.Failed);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("8301820203F5")]
    [InlineData("83626162430102030A")]
    [InlineData("A201020304")]
    [InlineData("C11A514B67B0")]
    [InlineData("FB3FF199999999999A")]
    [InlineData("8181818181818101")] // 8 levels
    public void Any_well_formed_item_is_skipped_whole(string hex)
    {
        CborReader reader = Read(hex);
        reader.SkipItem();
        Assert.True(reader.AtEnd);
    }

    [Theory]
    [InlineData("818181818181818101")] // 9 levels
    [InlineData("BBFFFFFFFFFFFFFFFF")]
    [InlineData("8201")]
    [InlineData("5BFFFFFFFFFFFFFFFF")]
    [InlineData("FF")]
    [InlineData("FB3FF1")]
    public void A_bad_item_is_not_skipped(string hex)
    {
        CborReader reader = Read(hex);
        reader.SkipItem();
        Assert.True(reader.Failed);
    }

    [Fact]
    public void Any_bytes_give_an_item_or_a_failure()
    {
        for (int seed = 1; seed <= 2000; seed++)
        {
            Random random = new(seed);
            byte[] bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            CborReader reader = new(bytes, 0, bytes.Length);
            reader.SkipItem();
            Assert.True(reader.Failed || reader.Position <= bytes.Length, $"seed {seed}");
            reader.Reset(bytes, 0, bytes.Length);
            int last = -1;
            while (!reader.Failed && reader.Position < bytes.Length)
            {
                Assert.True(reader.Position > last, $"seed {seed}");
                last = reader.Position;
                switch (random.Next(5))
                {
                    case 0: reader.ReadInt(); break;
                    case 1: reader.ReadText(); break;
                    case 2: reader.ReadBytes(); break;
                    case 3: reader.ReadArray(); break;
                    default: reader.SkipItem(); break;
                }
            }
            Assert.True(reader.Position <= bytes.Length, $"seed {seed}");
        }
    }

    [Fact]
    public void Numbers_are_written_and_read_without_allocation()
    {
        CborWriter writer = new(new byte[64]);
        CborReader reader = new(writer.Buffer, 0, 64);
        long sum = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            writer.Reset();
            writer.WriteArray(3);
            writer.WriteUInt(ulong.MaxValue - (ulong)i);
            writer.WriteInt(-i);
            writer.WriteNull();
            reader.Reset(writer.Buffer, 0, writer.Position);
            sum += reader.ReadArray();
            sum += (long)reader.ReadUInt();
            sum += reader.ReadInt();
            sum += reader.TryReadNull() ? 1 : 0;
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, allocated);
        Assert.NotEqual(0, sum);
    }

    private static CborReader Read(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        return new CborReader(bytes, 0, bytes.Length);
    }

    private static string Hex(CborWriter writer) => Convert.ToHexString(writer.Buffer, 0, writer.Position);
}
