using Wattline.Firmware.Storage;

namespace Wattline.Tests.World.Lines;

/// <summary>A journal that keeps everything, and is never full.</summary>
internal sealed class MixedJournal : IJournal
{
    private readonly Dictionary<int, byte[]> _states = [];

    /// <summary>The bodies, in order.</summary>
    public List<(int Stream, byte[] Body)> Bodies { get; } = [];

    public ulong Epoch => 1;

    public int BodyBytesMax => 16000;

    public bool IsCrowded => false;

    public IRecordVisitor? GivenUp { get; set; }

    public bool IsPressed => false;

    public bool CanKeep(int key, int length) => true;

    public long Append(int stream, byte[] body, int offset, int count, long now)
    {
        Bodies.Add((stream, body.AsSpan(offset, count).ToArray()));
        return Bodies.Count;
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
}
