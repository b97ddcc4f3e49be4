using System.Globalization;
using System.Security.Cryptography;
using Wattline.Firmware.Kiosks;
using Wattline.Firmware.Ports;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>eSSP: the firmware's exchange of keys and its packets, with .NET's AES in the place of the chip's.</summary>
public sealed class EsspTests
{
    public static TheoryData<string> All() => [.. VectorFile.Load("essp").Select(v => v.Id)];

    private static Vector Get(string id) => VectorFile.Load("essp").Single(v => v.Id == id);

    [Theory]
    [MemberData(nameof(All))]
    public void Both_sides_numbers_give_the_key(string id)
    {
        var vector = Get(id);
        var cipher = new Cipher();
        var encryption = Exchanged(vector, cipher);

        Assert.Equal(Number(vector, "host_inter_key"), encryption.HostKey);
        Assert.Equal(vector.Text("aes_key"), Convert.ToHexStringLower(cipher.Key));
        Assert.True(encryption.IsOn);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_command_becomes_the_packet_on_the_line(string id)
    {
        var vector = Get(id);
        byte[] clear = Convert.FromHexString(vector.Text("clear")!);
        byte[] data = Convert.FromHexString(vector.Text("data")!);
        // The padding of the vector stands between the data and the CRC.
        var encryption = Exchanged(vector, new Cipher(), new Padding(clear));
        byte[] packet = new byte[SspLimits.WrappedBytesMax];
        int count = 0;
        for (ulong n = 0; n < Number(vector, "count"); n++)
        {
            count = encryption.Wrap(data, data.Length, packet);
        }

        byte[] wire = new byte[SspFrame.WireBytesMax];
        int wireCount = SspFrame.Write(vector.Frame[1], packet, count, wire);
        Assert.Equal(Convert.ToHexString(vector.Frame), Convert.ToHexString(wire, 0, wireCount));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_packet_is_read_once_and_under_its_own_number_only(string id)
    {
        var vector = Get(id);
        var encryption = Exchanged(vector, new Cipher());
        byte[] packet = new byte[64];
        byte[] one = [0xF0];
        // The slave answers under the number of the command: here the packet of the vector is taken for the answer.
        for (ulong n = 0; n < Number(vector, "count"); n++)
        {
            encryption.Wrap(one, 1, packet);
        }

        var scanner = new SspScanner();
        Assert.Contains(vector.Frame, scanner.Take);
        byte[] reply = [.. Enumerable.Range(0, scanner.DataCount).Select(i => (byte)scanner.Data(i)), .. new byte[32]];
        byte[] again = [.. reply];
        int count = encryption.Unwrap(reply, scanner.DataCount);
        Assert.Equal(vector.Text("data"), Convert.ToHexStringLower(reply.AsSpan(0, count)));

        encryption.Wrap(one, 1, packet);
        Assert.Equal(-1, encryption.Unwrap([.. again], scanner.DataCount));
        for (int bit = 8; bit < scanner.DataCount * 8; bit++)
        {
            byte[] spoilt = [.. again];
            spoilt[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(-1, encryption.Unwrap(spoilt, scanner.DataCount));
        }
    }

    [Fact]
    public void Numbers_that_are_drawn_are_primes_and_the_generator_is_the_greater()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var encryption = new SspEncryption(new Cipher(), new Padding(seed), SspEncryption.DefaultKey);
            encryption.Begin();
            Assert.True(encryption.Generator > encryption.Modulus, $"seed {seed}");
            Assert.True(IsPrime(encryption.Generator) && IsPrime(encryption.Modulus), $"seed {seed}");
            Assert.InRange(encryption.HostKey, 1UL, encryption.Modulus - 1);
        }
    }

    private static bool IsPrime(ulong number)
    {
        for (ulong divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0) return false;
        }

        return number > 1;
    }

    private static SspEncryption Exchanged(Vector vector, Cipher cipher, Padding? padding = null)
    {
        ulong fixedKey = ulong.Parse(vector.Text("fixed_key")!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var encryption = new SspEncryption(cipher, padding ?? new Padding(1), fixedKey);
        encryption.Begin(Number(vector, "generator"), Number(vector, "modulus"), Number(vector, "host_random"));
        byte[] reply = new byte[9];
        reply[0] = 0xF0;
        SspEncryption.Write(reply, 1, 8, Number(vector, "slave_inter_key"));
        Assert.True(encryption.Exchange(reply, reply.Length));
        return encryption;
    }

    private static ulong Number(Vector vector, string key) => ulong.Parse(vector.Text(key)!, CultureInfo.InvariantCulture);

    private sealed class Cipher : IBlockCipher
    {
        public byte[] Key { get; private set; } = [];

        public void SetKey(byte[] key) => Key = key;

        public byte[] Encrypt(byte[] blocks) => Crypt(aes => aes.EncryptEcb(blocks, PaddingMode.None));

        public byte[] Decrypt(byte[] blocks) => Crypt(aes => aes.DecryptEcb(blocks, PaddingMode.None));

        private byte[] Crypt(Func<Aes, byte[]> crypt)
        {
            using var aes = Aes.Create();
            aes.Key = Key;
            return crypt(aes);
        }
    }

    private sealed class Padding : IEntropy
    {
        private readonly byte[]? _bytes;
        private readonly Random _random;

        public Padding(int seed) => _random = new Random(seed);

        public Padding(byte[] bytes) => (_bytes, _random) = (bytes, new Random(1));

        public void Fill(byte[] buffer, int offset, int count)
        {
            if (_bytes is null) _random.NextBytes(buffer.AsSpan(offset, count));
            else _bytes.AsSpan(0, count).CopyTo(buffer.AsSpan(offset));
        }
    }
}
