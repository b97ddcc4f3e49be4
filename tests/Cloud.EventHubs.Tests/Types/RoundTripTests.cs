using System.Text;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Tests.Cloud.EventHubs.Types;

public sealed class RoundTripTests
{
    private const int Cases = 2_000;

    [Fact]
    public void Any_value_comes_back_as_it_went()
    {
        for (int seed = 1; seed <= Cases; seed++)
        {
            var random = new Random(seed);
            var value = Draw(random, 4);
            byte[] bytes = new byte[1 << 20];
            var writer = new AmqpWriter(bytes);
            writer.Value(value);
            Assert.False(writer.Overflow, $"seed {seed}");

            var reader = new AmqpReader(bytes.AsSpan(0, writer.Position));
            var back = reader.ReadValue();
            Assert.True(AmqpFault.None == reader.Fault, $"seed {seed}: {reader.Fault}");
            Assert.True(reader.AtEnd, $"seed {seed}");
            Assert.True(value == back, $"seed {seed}: {value} came back as {back}");

            var skipping = new AmqpReader(bytes.AsSpan(0, writer.Position));
            skipping.Skip();
            Assert.True(skipping is { AtEnd: true, Failed: false }, $"seed {seed}: skipped to {skipping.Position} of {writer.Position}");
        }
    }

    [Fact]
    public void A_value_cut_anywhere_gives_a_reason()
    {
        for (int seed = 1; seed <= Cases / 4; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = new byte[1 << 18];
            var writer = new AmqpWriter(bytes);
            writer.Value(Draw(random, 3));
            int length = random.Next(writer.Position);
            var reader = new AmqpReader(bytes.AsSpan(0, length));
            reader.ReadValue();
            Assert.True(reader.Failed, $"seed {seed}: {length} of {writer.Position} bytes were taken for the whole");
        }
    }

    private static AmqpValue Draw(Random random, int depth)
    {
        switch (random.Next(depth > 0 ? 24 : 20))
        {
            case 0: return AmqpValue.Null;
            case 1: return AmqpValue.Boolean(random.Next(2) == 0);
            case 2: return AmqpValue.UByte((byte)random.Next(256));
            case 3: return AmqpValue.UShort((ushort)random.Next(65_536));
            case 4: return AmqpValue.UInt((uint)random.NextInt64(1L << random.Next(1, 33)));
            case 5: return AmqpValue.ULong((ulong)random.NextInt64() << random.Next(2));
            case 6: return AmqpValue.Byte((sbyte)random.Next(-128, 128));
            case 7: return AmqpValue.Short((short)random.Next(-32_768, 32_768));
            case 8: return AmqpValue.Int(random.Next(-200, 200) * random.Next(1, 10_000_000));
            case 9: return AmqpValue.Long(random.NextInt64(-300, 300) * random.NextInt64(1, 1L << 50));
            case 10: return AmqpValue.Float(random.NextSingle());
            case 11: return AmqpValue.Double(random.NextDouble());
            case 12: return AmqpValue.Char((uint)random.Next(0x110000));
            case 13: return AmqpValue.Timestamp(random.NextInt64());
            case 14: return AmqpValue.Uuid(new Guid(Bytes(random, 16)));
            case 15: return AmqpValue.Decimal(Bytes(random, 4 << random.Next(3)));
            case 16: return AmqpValue.Binary(Bytes(random, random.Next(600)));
            case 17: return AmqpValue.String(string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => new Rune(random.Next(0x20, 0xD000)).ToString())));
            case 18: return AmqpValue.Symbol(new string('s', random.Next(300)));
            case 19: return AmqpValue.Symbol("com.microsoft:epoch");
            case 20: return AmqpValue.List([.. Enumerable.Range(0, random.Next(6)).Select(_ => Draw(random, depth - 1))]);
            case 21:
                var map = new AmqpMap();
                for (int i = random.Next(6); i > 0; i--)
                {
                    map.Add(Draw(random, 0), Draw(random, depth - 1));
                }
                return AmqpValue.Of(map);
            case 22: return AmqpValue.Of(new AmqpDescribed(Draw(random, 0), Draw(random, depth - 1)));
            default:
                var first = Draw(random, depth - 1);
                return AmqpValue.Of(new AmqpArray(first.Type, [.. Enumerable.Repeat(first, random.Next(1, 6))]));
        }
    }

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
