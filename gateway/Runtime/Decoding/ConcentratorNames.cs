using System.Text;
using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Decoding;

/// <summary>Gives a concentrator's name as it stands in topics its text, once for all messages.</summary>
internal sealed class ConcentratorNames
{
    private readonly Dictionary<string, ConcentratorId> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConcentratorId>.AlternateLookup<ReadOnlySpan<char>> _byChars;

    public ConcentratorNames() => _byChars = _known.GetAlternateLookup<ReadOnlySpan<char>>();

    public bool TryGet(ReadOnlySpan<byte> utf8, out ConcentratorId concentrator)
    {
        concentrator = default;
        if (utf8.Length > DomainLimits.NameCharsMax || !Ascii.IsValid(utf8)) return false;
        Span<char> name = stackalloc char[DomainLimits.NameCharsMax];
        var length = Encoding.ASCII.GetChars(utf8, name);
        if (_byChars.TryGetValue(name[..length], out concentrator)) return true;
        if (!ConcentratorId.TryParse(name[..length].ToString(), out concentrator)) return false;
        if (_known.Count < RuntimeLimits.ConcentratorsKnownMax) _known.Add(concentrator.Text, concentrator);
        return true;
    }
}
