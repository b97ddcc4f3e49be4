using System.Security.Cryptography;
using System.Text;

namespace Wattline.Gateway.Mqtt;

/// <summary>The blocks of one kind in a file that is PEM, or the file itself when it is DER.</summary>
internal static class PemBlocks
{
    public static IReadOnlyList<byte[]> Read(byte[] file, string label)
    {
        const byte Sequence = 0x30;
        if (file.Length > 0 && file[0] == Sequence)
        {
            return [file];
        }
        List<byte[]> blocks = [];
        var rest = Encoding.Latin1.GetString(file).AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            if (rest[fields.Label].SequenceEqual(label))
            {
                var der = new byte[fields.DecodedDataLength];
                Convert.TryFromBase64Chars(rest[fields.Base64Data], der, out _);
                blocks.Add(der);
            }
            rest = rest[fields.Location.End..];
        }
        return blocks.Count > 0 ? blocks : [[]];
    }
}
