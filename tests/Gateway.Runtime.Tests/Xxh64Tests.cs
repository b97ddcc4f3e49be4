using System.Text;
using Wattline.Gateway.Runtime;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime;

public sealed class Xxh64Tests
{
    [Theory]
    [InlineData("", 0, 0xEF46DB3751D8E999)]
    [InlineData("", 1, 0xD5AFBA1336A3BE4B)]
    [InlineData("a", 0, 0xD24EC4F1A98C6E5B)]
    [InlineData("as", 0, 0x1C330FB2D66BE179)]
    [InlineData("asd", 0, 0x631C37CE72A97393)]
    [InlineData("asdf", 0, 0x415872F599CEA71E)]
    [InlineData("abc", 0, 0x44BC2CF5AD770999)]
    [InlineData("Call me Ishmael.", 0, 0x6D04390FC9D61A90)]
    [InlineData("Nobody inspects the spammish repetition", 0, 0xFBCEA83C8A378BF1)]
    public void The_published_vectors_come_out(string text, ulong seed, ulong hash) => Assert.Equal(hash, Xxh64.Hash(Encoding.ASCII.GetBytes(text), seed));

    /// <summary>The sanity buffer of xxHash's own self-test: bytes from a multiplicative generator.</summary>
    [Theory]
    [InlineData(1, 0, 0xE934A84ADB052768)]
    [InlineData(1, 2654435761, 0x5014607643A9B4C3)]
    [InlineData(14, 0, 0x8282DCC4994E35C8)]
    [InlineData(222, 0, 0xB641AE8CB691C174)]
    public void The_self_tests_buffer_comes_out(int length, ulong seed, ulong hash)
    {
        var buffer = new byte[length];
        ulong generator = 2654435761;
        for (var i = 0; i < length; i++)
        {
            buffer[i] = (byte)(generator >> 56);
            generator *= 11400714785074694797;
        }
        Assert.Equal(hash, Xxh64.Hash(buffer, seed));
    }
}
