using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>
/// The chain of a kiosk's records (docs/uplink.md, money): each link is the first half of an HMAC-SHA256, under the kiosk's key, of the link before
/// and of the record itself as the kiosk wrote it (CBOR, RFC 8949 4.2.1). A record that was changed, left out or invented breaks it.
/// </summary>
public static class MoneyChain
{
    /// <summary>Bytes of a link.</summary>
    public const int Bytes = 16;

    /// <summary>Characters of a link as text.</summary>
    public const int TextLength = 2 * Bytes;

    /// <summary>Bytes of a kiosk's key.</summary>
    public const int KeyBytes = 32;

    /// <summary>What stands before record 1 of an epoch.</summary>
    public static string Genesis { get; } = new('0', TextLength);

    /// <summary>The link that a record must carry.</summary>
    /// <param name="key">The kiosk's key.</param>
    /// <param name="previous">The link of the record before, or <see cref="Genesis"/>.</param>
    /// <param name="message">A record that is counted.</param>
    /// <returns>32 hexadecimal digits.</returns>
    public static string Next(ReadOnlySpan<byte> key, string previous, MoneyMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var bytes = new List<byte>(256);
        bytes.AddRange(Convert.FromHexString(previous));
        bytes.Add(0x8D);
        Head(bytes, 0x00, (ulong)message.Type);
        Text(bytes, message.Kiosk);
        Head(bytes, 0x00, (ulong)message.Session);
        Head(bytes, 0x00, (ulong)message.Note);
        Text(bytes, message.Account);
        Head(bytes, 0x00, (ulong)message.Channel);
        Head(bytes, 0x00, (ulong)message.Value);
        Text(bytes, message.Currency);
        Number(bytes, message.Counter);
        Head(bytes, 0x00, (ulong)message.Device);
        Number(bytes, message.Record);
        if (message.Detail.IsEmpty)
        {
            bytes.Add(0xF6);
        }
        else
        {
            using var detail = JsonDocument.Parse(message.Detail);
            Item(bytes, detail.RootElement);
        }
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, [.. bytes]).AsSpan(0, Bytes));
    }

    /// <summary>True when a record carries the link that follows from the one before it.</summary>
    public static bool Holds(ReadOnlySpan<byte> key, string previous, MoneyMessage message) =>
        message?.Chain is { } chain && CryptographicOperations.FixedTimeEquals(Convert.FromHexString(chain), Convert.FromHexString(Next(key, previous, message)));

    // Details hold whole numbers, texts, nulls and arrays of these.
    private static void Item(List<byte> to, JsonElement item)
    {
        switch (item.ValueKind)
        {
            case JsonValueKind.Array:
                Head(to, 0x80, (ulong)item.GetArrayLength());
                foreach (var inner in item.EnumerateArray()) Item(to, inner);
                break;
            case JsonValueKind.String:
                Text(to, item.GetString());
                break;
            case JsonValueKind.Number when item.TryGetInt64(out var number):
                if (number >= 0) Head(to, 0x00, (ulong)number);
                else Head(to, 0x20, (ulong)~number);
                break;
            default:
                to.Add(0xF6);
                break;
        }
    }

    private static void Number(List<byte> to, long? number)
    {
        if (number is { } value) Head(to, 0x00, (ulong)value);
        else to.Add(0xF6);
    }

    private static void Text(List<byte> to, string? text)
    {
        if (text is null)
        {
            to.Add(0xF6);
            return;
        }
        var utf8 = Encoding.UTF8.GetBytes(text);
        Head(to, 0x60, (ulong)utf8.Length);
        to.AddRange(utf8);
    }

    private static void Head(List<byte> to, byte major, ulong argument)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, argument);
        var (info, count) = argument switch { < 24 => ((byte)argument, 0), <= 0xFF => ((byte)24, 1), <= 0xFFFF => ((byte)25, 2), <= 0xFFFF_FFFF => ((byte)26, 4), _ => ((byte)27, 8) };
        to.Add((byte)(major | info));
        to.AddRange(bytes[(8 - count)..]);
    }
}
