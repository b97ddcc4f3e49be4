using Wattline.Firmware.Storage;

namespace Wattline.Tests.World.Lines;

/// <summary>A journal that keeps states, and the results until they are taken.</summary>
internal sealed class SearchJournal : IJournal
{
    private readonly Dictionary<int, byte[]> _states = [];
    private readonly List<byte[]> _results = [];
    private long _sequence;

    public ulong Epoch => 1;

    public int BodyBytesMax => 16000;

    public bool IsCrowded => false;

    public IRecordVisitor? GivenUp { get; set; }

    public bool IsPressed => false;

    public bool CanKeep(int key, int length) => true;

    public long Append(int stream, byte[] body, int offset, int count, long now)
    {
        if (stream == Streams.Results) _results.Add(body.AsSpan(offset, count).ToArray());
        return ++_sequence;
    }

    public bool Commit() => true;

    public byte[]? GetState(int key) => _states.GetValueOrDefault(key);

    public bool SetState(int key, byte[] value)
    {
        _states[key] = [.. value];
        return true;
    }

    public void Visit(int stream, IRecordVisitor visitor)
    {
    }

    public IReadOnlyList<byte[]> TakeResults()
    {
        var taken = _results.ToArray();
        _results.Clear();
        return taken;
    }
}
