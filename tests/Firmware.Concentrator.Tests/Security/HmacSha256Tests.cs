using System.Security.Cryptography;
using System.Text;
using Wattline.Firmware.Security;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Security;

public sealed class HmacSha256Tests
{
    [Fact]
    public void Every_length_around_blocks_gives_the_digest_that_the_platform_gives()
    {
        var random = new Random(1);
        var hash = new Sha256();
        var digest = new byte[Sha256.Bytes];
        for (var length = 0; length <= 300; length++)
        {
            var message = new byte[length];
            random.NextBytes(message);
            hash.Begin();
            for (var at = 0; at < length;)
            {
                var part = Math.Min(random.Next(1, 80), length - at);
                hash.Add(message, at, part);
                at += part;
            }
            hash.Finish(digest, 0);
            Assert.Equal(SHA256.HashData(message), digest);
        }
    }

    [Fact]
    public void Keys_of_every_length_give_the_code_that_the_platform_gives()
    {
        var random = new Random(2);
        for (var length = 0; length <= 140; length++)
        {
            var key = new byte[length];
            var message = new byte[random.Next(200)];
            random.NextBytes(key);
            random.NextBytes(message);
            var hmac = new HmacSha256(key);
            var code = new byte[Sha256.Bytes];
            for (var use = 0; use < 2; use++)
            {
                hmac.Begin();
                hmac.Add(message, 0, message.Length);
                hmac.Finish(code, 0);
                Assert.Equal(HMACSHA256.HashData(key, message), code);
            }
        }
    }

    // RFC 4231, section 4.3.
    [Fact]
    public void The_published_case_holds()
    {
        var hmac = new HmacSha256(Encoding.ASCII.GetBytes("Jefe"));
        var code = new byte[Sha256.Bytes];
        var data = Encoding.ASCII.GetBytes("what do ya want for nothing?");
        hmac.Add(data, 0, data.Length);
        hmac.Finish(code, 0);
        Assert.Equal("5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843", Convert.ToHexString(code));
    }

    [Fact]
    public void Codes_are_equal_only_when_every_byte_is()
    {
        var code = new byte[Sha256.Bytes];
        Assert.True(HmacSha256.AreEqual(code, 0, new byte[Sha256.Bytes], 0, code.Length));
        for (var i = 0; i < code.Length; i++)
        {
            var other = new byte[Sha256.Bytes];
            other[i] = 1;
            Assert.False(HmacSha256.AreEqual(code, 0, other, 0, code.Length));
        }
    }
}
