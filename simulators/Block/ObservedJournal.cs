using Wattline.Firmware.Storage;

namespace Wattline.Simulators.Block;

/// <summary>A journal that tells when a message became durable.</summary>
internal sealed class ObservedJournal(IJournal journal, Action<int, long> committed) : IJournal
{
    private readonly List<(int Stream, long Sequence)> _pending = [];

    public ulong Epoch => journal.Epoch;

    public int BodyBytesMax => journal.BodyBytesMax;

    public IRecordVisitor GivenUp
    {
        get => journal.GivenUp;
        set => journal.GivenUp = value;
    }

    public bool IsCrowded => journal.IsCrowded;

    public bool IsPressed => journal.IsPressed;

    public long Append(int stream, byte[] body, int offset, int count, long now)
    {
        var sequence = journal.Append(stream, body, offset, count, now);
        if (sequence > 0)
            _pending.Add((stream, sequence));
        return sequence;
    }

    public bool Commit()
    {
        if (!journal.Commit())
            return false;
        foreach (var (stream, sequence) in _pending)
            committed(stream, sequence);
        _pending.Clear();
        return true;
    }

    public byte[] GetState(int key) => journal.GetState(key);

    public bool SetState(int key, byte[] value) => journal.SetState(key, value);

    public bool CanKeep(int key, int length) => journal.CanKeep(key, length);

    public void Visit(int stream, IRecordVisitor visitor) => journal.Visit(stream, visitor);
}
