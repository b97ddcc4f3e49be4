using System.Security.Cryptography;
using Wattline.Firmware.Meters.Dlms;
using Wattline.Firmware.Ports;
using Wattline.Tests.Shared.Vectors;
using Xunit;

namespace Wattline.Tests.Vectors;

/// <summary>GCM on the device's AES-ECB against .NET's own, and the checked vector of HLS mechanism 5.</summary>
public sealed class GcmTests
{
    [Fact]
    public void What_is_protected_is_what_the_framework_protects_and_is_opened_again()
    {
        var random = new Random(645);
        for (int round = 0; round < 400; round++)
        {
            byte[] key = Bytes(random, 16), authentication = Bytes(random, 16), title = Bytes(random, 8);
            byte[] text = Bytes(random, random.Next(0, round % 10 == 0 ? 600 : 80));
            uint counter = (uint)random.NextInt64(1L << 32);
            int control = random.Next(3) switch { 0 => 0x10, 1 => 0x20, _ => 0x30 };
            using var store = new PretendKeys(key, authentication);
            var security = new DlmsSecurity(store);
            byte[] buffer = [.. text, .. new byte[Gcm.TagBytes]];
            int length = security.Protect(control, title, counter, 0, 1, buffer, 0, text.Length);

            Assert.Equal(Framework(control, key, authentication, title, counter, text), buffer[..length]);
            Assert.Equal(text.Length, security.Open(control, title, 0, counter, 0, 1, buffer, 0, length));
            Assert.Equal(text, buffer[..text.Length]);
        }
    }

    [Fact]
    public void One_bit_anywhere_and_nothing_is_believed()
    {
        using var store = new PretendKeys(new byte[16], new byte[16]);
        var security = new DlmsSecurity(store);
        byte[] title = new byte[8], good = [1, 2, 3, 4, 5, .. new byte[Gcm.TagBytes]];
        int length = security.Protect(0x30, title, 7, 0, 1, good, 0, 5);
        for (int bit = 0; bit < 8 * length; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(-1, security.Open(0x30, title, 0, 7, 0, 1, bad, 0, length));
        }

        Assert.Equal(-1, security.Open(0x30, title, 0, 8, 0, 1, [.. good], 0, length));
        Assert.Equal(-1, security.Open(0x31, title, 0, 7, 0, 1, [.. good], 0, length));
        Assert.Equal(-1, security.Open(0x30, title, 0, 7, 2, 1, [.. good], 0, length));
        Assert.Equal(-1, security.Open(0x30, title, 0, 7, 0, 1, [.. good], 0, 11));
    }

    [Fact]
    public void The_tag_over_a_challenge_is_that_of_the_vector()
    {
        var vector = VectorFile.Load("dlms-hdlc").Single(v => v.Id == "dlms-hdlc-cipher-05");
        using var store = new PretendKeys(Convert.FromHexString(vector.Text("known keys.encryption_key")!), Convert.FromHexString(vector.Text("known keys.authentication_key")!));
        byte[] challenge = Convert.FromHexString(vector.Text("hls_gmac.challenge_s_to_c")!), tag = new byte[12];
        Assert.True(new DlmsSecurity(store).Tag(Convert.FromHexString(vector.Text("hls_gmac.client_system_title")!), 0, 1, 0, 1, challenge, 0, challenge.Length, tag, 0));

        Assert.Equal(vector.Text("hls_gmac.tag"), Convert.ToHexString(tag));
    }

    private static byte[] Framework(int control, byte[] key, byte[] authentication, byte[] title, uint counter, byte[] text)
    {
        using var gcm = new AesGcm(key, Gcm.TagBytes);
        byte[] start = [.. title, (byte)(counter >> 24), (byte)(counter >> 16), (byte)(counter >> 8), (byte)counter];
        byte[] ciphered = new byte[control == 0x10 ? 0 : text.Length], tag = new byte[Gcm.TagBytes];
        byte[] head = control == 0x20 ? [] : [(byte)control, .. authentication, .. control == 0x10 ? text : []];
        gcm.Encrypt(start, control == 0x10 ? [] : text, ciphered, tag, head);
        return [.. control == 0x10 ? text : ciphered, .. control == 0x20 ? [] : tag];
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
