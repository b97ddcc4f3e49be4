using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>Reads the fields of money.</summary>
internal sealed class MoneyFields(ReadOnlyMemory<byte> data) : IDataFields
{
    private static readonly string[] _fields = ["type", "kiosk", "session", "note", "account", "channel", "value", "currency", "counter",
        "device", "record", "detail", "chain"];
    private static readonly System.Buffers.SearchValues<char> _hex = System.Buffers.SearchValues.Create("0123456789abcdef");
    private readonly MoneyMessage _message = new();

    public StreamId? Stream => StreamId.Money;

    public Message Message => _message;

    public IReadOnlyList<string> Names => _fields;

    /// <summary>What only a kiosk tells that counts and chains its records.</summary>
    public uint Optional => 0b1111u << 17;

    public bool TryRead(ref StrictJson json, ref uint seen)
    {
        if (json.Is("type"u8, ref seen, 8))
        {
            if (!json.Word("data.type", out var name)) return true;
            if (MoneyTypes.TryParse(name, out var type)) _message.Type = type;
            else json.Fail("data.type", "unknown");
        }
        else if (json.Is("kiosk"u8, ref seen, 9))
        {
            json.Text("data.kiosk", out var kiosk);
            _message.Kiosk = kiosk;
        }
        else if (json.Is("session"u8, ref seen, 10))
        {
            json.Integer("data.session", 0, long.MaxValue, out var session);
            _message.Session = session;
        }
        else if (json.Is("note"u8, ref seen, 11))
        {
            json.Integer("data.note", 0, long.MaxValue, out var note);
            _message.Note = note;
        }
        else if (json.Is("account"u8, ref seen, 12))
        {
            json.TextOrNull("data.account", out var account);
            _message.Account = account;
        }
        else if (json.Is("channel"u8, ref seen, 13))
        {
            json.Integer("data.channel", 0, long.MaxValue, out var channel);
            _message.Channel = channel;
        }
        else if (json.Is("value"u8, ref seen, 14))
        {
            json.Integer("data.value", 0, DomainLimits.MoneyValueMax, out var value);
            _message.Value = value;
        }
        else if (json.Is("currency"u8, ref seen, 15))
        {
            json.Text("data.currency", out var currency);
            _message.Currency = currency;
        }
        else if (json.Is("counter"u8, ref seen, 16))
        {
            json.IntegerOrNull("data.counter", 0, long.MaxValue, out var counter);
            _message.Counter = counter;
        }
        else if (json.Is("device"u8, ref seen, 17))
        {
            json.Integer("data.device", 0, long.MaxValue, out var device);
            _message.Device = device;
        }
        else if (json.Is("record"u8, ref seen, 18))
        {
            json.IntegerOrNull("data.record", 1, long.MaxValue, out var record);
            _message.Record = record;
        }
        else if (json.Is("detail"u8, ref seen, 19))
        {
            if (!json.Skip(out var bounds)) return true;
            var detail = data[bounds];
            _message.Detail = detail.Span.SequenceEqual("null"u8) ? default : detail;
            // PostgreSQL has no such text (15, 8.3).
            if (detail.Span.IndexOf("\\u0000"u8) >= 0) json.Fail("data.detail", "has a U+0000");
        }
        else if (json.Is("chain"u8, ref seen, 20))
        {
            json.TextOrNull("data.chain", out var chain);
            _message.Chain = chain;
        }
        else return false;
        return true;
    }

    public void Check(ref StrictJson json)
    {
        if (_message.Currency.Length != 3) json.Fail("data.currency", "not three letters");
        if (!_message.Detail.IsEmpty && _message.Detail.Span[0] != '[') json.Fail("data.detail", "neither null nor an array");
        if (_message.Chain is { } chain && (chain.Length != MoneyChain.TextLength || chain.AsSpan().ContainsAnyExcept(_hex))) json.Fail("data.chain", "not 32 hexadecimal digits");
        if (_message.Record is null != _message.Chain is null) json.Fail("data.record", "counted without a chain, or chained without a count");
        if (_message.Record is null && !_message.Type.IsOfNote()) json.Fail("data.record", "null in a record that is not of a note");
        if (_message.Account is null && _message.Type == MoneyType.Credited) json.Fail("data.account", "null in a credit");
    }
}
