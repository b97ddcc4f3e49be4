using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>Reads the fields of events.</summary>
internal sealed class EventFields(ReadOnlyMemory<byte> data) : IDataFields
{
    private static readonly string[] _fields = ["code", "subject", "counter", "start_ms", "detail"];
    private readonly EventMessage _message = new();

    public StreamId? Stream => StreamId.Events;

    public Message Message => _message;

    public IReadOnlyList<string> Names => _fields;

    public bool TryRead(ref StrictJson json, ref uint seen)
    {
        if (json.Is("code"u8, ref seen, 8))
        {
            json.Text("data.code", out var code);
            _message.Code = code;
        }
        else if (json.Is("subject"u8, ref seen, 9))
        {
            json.Text("data.subject", out var subject);
            _message.Subject = subject;
        }
        else if (json.Is("counter"u8, ref seen, 10))
        {
            json.Integer("data.counter", 0, long.MaxValue, out var counter);
            _message.Counter = counter;
        }
        else if (json.Is("start_ms"u8, ref seen, 11))
        {
            json.IntegerOrNull("data.start_ms", long.MinValue, long.MaxValue, out var start);
            _message.StartMs = start;
        }
        else if (json.Is("detail"u8, ref seen, 12))
        {
            if (json.Skip(out var bounds)) _message.Detail = data[bounds];
        }
        else return false;
        return true;
    }

    public void Check(ref StrictJson json)
    {
        if (_message.Code.Length == 0) json.Fail("data.code", "empty");
    }
}
