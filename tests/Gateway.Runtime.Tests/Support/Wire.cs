using System.Globalization;
using System.Text;

namespace Wattline.Tests.Gateway.Runtime.Support;

/// <summary>
/// Builds CBOR from a notation of its own, so that the gateway's codec is not held against itself: [ ] for arrays, integers, null,
/// 'text', and h:hex for byte strings.
/// </summary>
internal static class Wire
{
    public static byte[] Cbor(string notation)
    {
        var tokens = notation.Replace("[", " [ ", StringComparison.Ordinal).Replace("]", " ] ", StringComparison.Ordinal).Replace(",", " ", StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var at = 0;
        var bytes = new List<byte>();
        Item(tokens, ref at, bytes);
        return [.. bytes];
    }

    /// <summary>An envelope of a concentrator's stream.</summary>
    public static byte[] Envelope(int stream, long sequence, string body, ulong epoch = 0xABCD, string wall = "1772323200000") =>
        Cbor($"[1 {epoch} {stream} {sequence} 3 60000 {wall} {body}]");

    private static void Item(string[] tokens, ref int at, List<byte> bytes)
    {
        var token = tokens[at++];
        if (token == "[")
        {
            var items = new List<byte>();
            ulong count = 0;
            for (; tokens[at] != "]"; count++) Item(tokens, ref at, items);
            at++;
            Head(4, count, bytes);
            bytes.AddRange(items);
        }
        else if (token == "null") bytes.Add(0xF6);
        else if (token[0] == '\'')
        {
            var text = Encoding.UTF8.GetBytes(token.Trim('\''));
            Head(3, (ulong)text.Length, bytes);
            bytes.AddRange(text);
        }
        else if (token.StartsWith("h:", StringComparison.Ordinal))
        {
            var value = Convert.FromHexString(token[2..]);
            Head(2, (ulong)value.Length, bytes);
            bytes.AddRange(value);
        }
        else if (token[0] == '-') Head(1, (ulong)(-1 - long.Parse(token, CultureInfo.InvariantCulture)), bytes);
        else Head(0, ulong.Parse(token, CultureInfo.InvariantCulture), bytes);
    }

    private static void Head(int type, ulong value, List<byte> bytes)
    {
        var width = value < 24 ? 0 : value < 256 ? 1 : value < 65536 ? 2 : value <= uint.MaxValue ? 4 : 8;
        bytes.Add((byte)(type * 32 + (width switch { 0 => (int)value, 1 => 24, 2 => 25, 4 => 26, _ => 27 })));
        for (var i = width - 1; i >= 0; i--) bytes.Add((byte)(value >> 8 * i));
    }
}
