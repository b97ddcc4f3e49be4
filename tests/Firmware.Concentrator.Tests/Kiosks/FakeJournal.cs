using Wattline.Firmware.Cbor;
using Wattline.Firmware.Kiosks;
using Wattline.Firmware.Storage;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

/// <summary>A journal in memory: one log of records and states, of which a power cut may lose what no commit covered.</summary>
internal sealed class FakeJournal : IJournal
{
    private readonly List<(int State, byte[] Bytes)> _log = [];
    private int _committed;
    private int _commits;

    public ulong Epoch { get; set; } = 1;

    public int BodyBytesMax => 16000;

    public bool IsCrowded => false;

    public IRecordVisitor? GivenUp { get; set; }

    public bool IsPressed => false;

    public bool CanKeep(int key, int length) => true;

    public bool RefusesAppend { get; set; }

    public bool RefusesCommit { get; set; }

    /// <summary>The commit at which the power is cut, counted from 1 over all starts; 0 for none.</summary>
    public int CutAtCommit { get; set; }

    /// <summary>How many entries beyond the last commit survive that cut.</summary>
    public int KeepUncommitted { get; set; }

    public int Commits => _commits;

    /// <summary>The records of notes and coins that a power cut now would leave.</summary>
    public IReadOnlyList<MoneyRecord> Durable => [.. All.Where(record => record.Type <= MoneyType.Suspense)];

    /// <summary>All records that a power cut now would leave.</summary>
    public IReadOnlyList<MoneyRecord> All => [.. _log.Take(_committed).Where(entry => entry.State < 0).Select(entry => Parse(entry.Bytes))];

    /// <summary>Bodies of all records that a power cut now would leave.</summary>
    public IReadOnlyList<byte[]> Bodies => [.. _log.Take(_committed).Where(entry => entry.State < 0).Select(entry => entry.Bytes[BodyAt(entry.Bytes)..])];

    /// <summary>Bodies of events, as they were appended.</summary>
    public List<byte[]> Events { get; } = [];

    public byte[] LastBody { get; private set; } = [];

    public long Append(int stream, byte[] body, int offset, int count, long now)
    {
        if (RefusesAppend)
        {
            return 0;
        }
        if (stream == Streams.Events)
        {
            Events.Add(body.AsSpan(offset, count).ToArray());
            return Events.Count;
        }
        Assert.Equal(Streams.Money, stream);
        LastBody = body.AsSpan(offset, count).ToArray();
        var sequence = _log.Count(entry => entry.State < 0) + 1;
        // [1, epoch, stream, sequence, boot, uptime, wall, body]
        _log.Add((-1, [0x88, 1, 0, 0, .. sequence < 24 ? new[] { (byte)sequence } : sequence < 256 ? [0x18, (byte)sequence] : [0x19, (byte)(sequence >> 8), (byte)sequence], 0, 0, 0xF6, .. LastBody]));
        return sequence;
    }

    public bool Commit()
    {
        if (RefusesCommit)
        {
            return false;
        }
        if (++_commits == CutAtCommit)
        {
            _committed = Math.Min(_log.Count, _committed + KeepUncommitted);
            throw new PowerCut();
        }
        _committed = _log.Count;
        return true;
    }

    public byte[]? GetState(int key) => _log.Where(entry => entry.State == key).Select(entry => entry.Bytes).LastOrDefault();

    public bool SetState(int key, byte[] value)
    {
        _log.Add((key, [.. value]));
        return true;
    }

    public void Visit(int stream, IRecordVisitor visitor)
    {
        var sequence = 0;
        foreach (var (_, bytes) in _log.Where(entry => entry.State < 0))
        {
            visitor.Record(++sequence, bytes, 0, bytes.Length);
        }
    }

    /// <summary>What a start finds.</summary>
    public void Restart() => _log.RemoveRange(_committed, _log.Count - _committed);

    // Behind the head: array, version, epoch, stream, sequence of 1 to 3 bytes, boot, uptime, wall.
    private static int BodyAt(byte[] envelope) => 4 + (envelope[4] switch { 0x18 => 2, 0x19 => 3, _ => 1 }) + 3;

    private static MoneyRecord Parse(byte[] envelope)
    {
        var record = new MoneyRecord();
        Assert.True(record.ReadEnvelope(new CborReader(envelope, 0, envelope.Length)));
        return record;
    }
}
