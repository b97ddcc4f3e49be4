using Wattline.Firmware.Storage;

namespace Wattline.Tests.Bench;

/// <summary>A journal that takes everything and keeps the states only: the line is measured, not the flash.</summary>
internal sealed class NoJournal : IJournal
{
    private readonly Dictionary<int, byte[]> _states = [];
    private long _sequence;

    public ulong Epoch => 1;

    public int BodyBytesMax => 16000;

    public bool IsCrowded => false;

    public IRecordVisitor? GivenUp { get; set; }

    public bool IsPressed => false;

    public bool CanKeep(int key, int length) => true;

    public long Append(int stream, byte[] body, int offset, int count, long now) => ++_sequence;

    public bool Commit() => true;

    public byte[]? GetState(int key) => _states.GetValueOrDefault(key);

    public bool SetState(int key, byte[] value)
    {
        _states[key] = value;
        return true;
    }

    public void Visit(int stream, IRecordVisitor visitor)
    {
    }
}
