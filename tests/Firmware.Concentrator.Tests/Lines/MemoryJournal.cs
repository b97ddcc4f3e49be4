using Wattline.Firmware.Cbor;
using Wattline.Firmware.Storage;

namespace Wattline.Tests.Firmware.Concentrator.Lines;

/// <summary>A journal in memory that forgets what was not committed when it crashes, and refuses when it is told to.</summary>
internal sealed class MemoryJournal : IJournal
{
    private readonly List<(int Stream, byte[] Message)> _messages = [];
    private readonly Dictionary<int, byte[]> _states = [];
    private readonly Dictionary<int, byte[]> _durableStates = [];
    private int _durable;

    public ulong Epoch => 1;

    public int BodyBytesMax { get; set; } = 16000;

    public bool IsPressed { get; set; }

    public bool IsCrowded { get; set; }

    public IRecordVisitor? GivenUp { get; set; }

    public bool Refuses { get; set; }

    public bool CommitRefuses { get; set; }

    public bool StateRefuses { get; set; }

    public int StateBytesMax { get; set; } = int.MaxValue;

    /// <summary>Appends until it refuses.</summary>
    public int AppendsLeft { get; set; } = int.MaxValue;

    public int Commits { get; private set; }

    public IReadOnlyList<(int Stream, byte[] Message)> Messages => _messages;

    public long Append(int stream, byte[] body, int offset, int count, long now)
    {
        if (Refuses || AppendsLeft == 0 || count > BodyBytesMax)
            return 0;
        AppendsLeft--;
        var sequence = _messages.Count(m => m.Stream == stream) + 1;
        var writer = new CborWriter(new byte[16384]);
        writer.WriteArray(8);
        foreach (var value in new long[] { 1, 77, stream, sequence, 1, now })
            writer.WriteInt(value);
        writer.WriteNull();
        writer.WriteRaw(body, offset, count);
        Xunit.Assert.False(writer.Overflow);
        _messages.Add((stream, writer.Buffer[..writer.Position]));
        return sequence;
    }

    public bool Commit()
    {
        if (Refuses || CommitRefuses)
            return false;
        Commits++;
        _durable = _messages.Count;
        foreach (var (key, value) in _states)
            _durableStates[key] = value;
        return true;
    }

    public byte[]? GetState(int key) => _states.GetValueOrDefault(key);

    public bool SetState(int key, byte[] value)
    {
        if (Refuses || StateRefuses || !CanKeep(key, value.Length))
            return false;
        _states[key] = (byte[])value.Clone();
        return true;
    }

    public bool CanKeep(int key, int length) => length <= StateBytesMax;

    public void Visit(int stream, IRecordVisitor visitor)
    {
        var sequence = 0;
        foreach (var message in _messages.Where(m => m.Stream == stream))
            visitor.Record(++sequence, message.Message, 0, message.Message.Length);
    }

    /// <summary>The n-th last message of readings goes, unacknowledged.</summary>
    public void GiveUp(int fromEnd)
    {
        var readings = _messages.Where(m => m.Stream == Streams.Readings).ToList();
        var message = readings[^fromEnd].Message;
        GivenUp!.Record(readings.Count + 1 - fromEnd, message, 0, message.Length);
    }

    public void Crash()
    {
        _messages.RemoveRange(_durable, _messages.Count - _durable);
        _states.Clear();
        foreach (var (key, value) in _durableStates)
            _states[key] = value;
    }
}
