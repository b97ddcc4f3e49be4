using System.Text;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Cbor;

namespace Wattline.Gateway.Runtime.Replays;

/// <summary>
/// Which part of the journal holds which sequences, of one stream. Made when somebody first asks, by reading the journal once, and from
/// then on by reading what was added; nothing of it is stored.
/// </summary>
internal sealed class ReplayIndex(IReplayJournal journal, JournalStream stream) : IDisposable
{
    private readonly List<ReplayBlock> _blocks = [];
    private JournalReader? _reader;
    private long _next = 1;

    /// <summary>The stretches, oldest first.</summary>
    public IReadOnlyList<ReplayBlock> Blocks => _blocks;

    /// <summary>Where a stretch ends: the LSN after its last.</summary>
    public long EndOf(int block) => block + 1 < _blocks.Count ? _blocks[block + 1].FirstLsn : _next;

    /// <summary>Reads on, some records at most. True when everything durable by now is in it.</summary>
    public bool Extend(int records)
    {
        if (_reader is null) Forget();
        var reader = _reader ??= journal.OpenReader(stream, _next);
        for (; records > 0; records--)
        {
            if (reader.TryRead(out var record) != ReadOutcome.Record)
            {
                _next = reader.NextLsn;
                Dispose();
                return true;
            }
            _next = reader.NextLsn;
            if (!TryRead(record, out var source, out var sequence)) continue;
            if (_blocks.Count == 0 || record.Lsn - _blocks[^1].FirstLsn >= RuntimeLimits.ReplayBlockRecords) _blocks.Add(new ReplayBlock(record.Lsn));
            _blocks[^1].Add(source, sequence);
        }
        return false;
    }

    /// <summary>Gives up reading where it stands; the next <see cref="Extend"/> goes on there.</summary>
    public void Dispose()
    {
        _reader?.Dispose();
        _reader = null;
    }

    /// <summary>Whose message a record is, and which; false for one that nobody asks for by number.</summary>
    public static bool TryRead(in JournalRecord record, out ulong source, out long sequence)
    {
        (source, sequence) = (0, 0);
        if (!Topics.TryRead(record.Key.Span, out var concentrator, out _)) return false;
        var cbor = new CborReader(record.Payload.Span);
        if (!cbor.ReadArray(out _) || !cbor.ReadUnsigned(out _) || !cbor.ReadUnsigned(out var epoch) || !cbor.ReadCount(out _) || !cbor.ReadCount(out sequence)) return false;
        source = Xxh64.Hash(concentrator, epoch);
        return true;
    }

    /// <summary>The same of what is asked for.</summary>
    public static ulong SourceOf(in ReplayRange range) => Xxh64.Hash(Encoding.ASCII.GetBytes(range.Concentrator.Text), range.Epoch.Value);

    /// <summary>What retention has deleted; and the oldest stretches when there are too many names: concentrators are asked for those.</summary>
    private void Forget()
    {
        using var oldest = journal.OpenReader(stream, 1);
        while (_blocks.Count > 1 && EndOf(0) <= oldest.NextLsn) _blocks.RemoveAt(0);
        while (_blocks.Count > 1 && _blocks.Sum(static block => (long)block.Count) > RuntimeLimits.ReplayNamesMax) _blocks.RemoveAt(0);
    }
}
