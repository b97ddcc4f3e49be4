using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>Reads the field of a notice that a message is in a gateway's quarantine.</summary>
internal sealed class QuarantinedFields : IDataFields
{
    private const int ReasonCharsMax = 32;
    private static readonly string[] _fields = ["reason"];
    private readonly QuarantineNotice _message = new();

    public StreamId? Stream => null;

    public Message Message => _message;

    public IReadOnlyList<string> Names => _fields;

    public bool TryRead(ref StrictJson json, ref uint seen)
    {
        if (!json.Is("reason"u8, ref seen, 8)) return false;
        json.Text("data.reason", out var reason);
        _message.Reason = reason;
        return true;
    }

    public void Check(ref StrictJson json)
    {
        if (_message.Reason.Length is 0 or > ReasonCharsMax || !_message.Reason.All(static letter => char.IsAsciiLetterLower(letter) || letter == '_')) json.Fail("data.reason", "not a reason's name");
        if (_message.Header.IsSenml) json.Fail("data.sequence", "null");
    }
}
