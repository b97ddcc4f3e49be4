using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>Reads the fields of money.</summary>
internal sealed class MoneyFields : IDataFields
{
    private static readonly string[] _fields = ["type", "kiosk", "session", "note", "account", "channel", "value", "currency", "counter"];
    private readonly MoneyMessage _message = new();

    public StreamId? Stream => StreamId.Money;

    public Message Message => _message;

    public IReadOnlyList<string> Names => _fields;

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
            json.Integer("data.value", 0, long.MaxValue, out var value);
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
        else return false;
        return true;
    }

    public void Check(ref StrictJson json)
    {
        if (_message.Currency.Length != 3) json.Fail("data.currency", "not three letters");
        if (_message.Account is null && _message.Type == MoneyType.Credited) json.Fail("data.account", "null in a credit");
    }
}
