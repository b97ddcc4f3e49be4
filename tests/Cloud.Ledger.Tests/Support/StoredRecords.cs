using Wattline.Cloud.Ledger.Kiosks;

namespace Wattline.Tests.Cloud.Ledger.Tests.Support;

/// <summary>What ingest would have stored: records come, are lost, are in quarantine.</summary>
internal sealed class StoredRecords : IKioskRecords
{
    private readonly SortedDictionary<(string Concentrator, string Epoch), SortedDictionary<long, KioskRecord>> _streams = [];
    private readonly List<(string Concentrator, string Epoch, AbsentRecords Range)> _absent = [];

    /// <summary>Called by each question: a test that lets the intake die there.</summary>
    public Action? Asked { get; set; }

    /// <summary>Judges chains; null: no key is known.</summary>
    public Func<KioskRecord, string?, bool?> Chain { get; set; } = static (_, _) => null;

    public void Add(KioskRecord record, string concentrator = "C-1", string epoch = "e1")
    {
        lock (_streams)
        {
            if (!_streams.TryGetValue((concentrator, epoch), out var stream)) _streams.Add((concentrator, epoch), stream = []);
            stream.Add(record.Sequence, record);
        }
    }

    public void Explain(long first, long last, string reason, string concentrator = "C-1", string epoch = "e1") => _absent.Add((concentrator, epoch, new AbsentRecords(first, last, reason)));

    public IReadOnlyList<KioskStreamHead> Heads()
    {
        Asked?.Invoke();
        lock (_streams)
        {
            return [.. _streams.Keys.Union(_absent.Select(static a => (a.Concentrator, a.Epoch))).Select(key => new KioskStreamHead(
                key.Item1, key.Item2, Math.Max(_streams.TryGetValue(key, out var stream) ? stream.Keys.Last() : 0, _absent.Where(a => (a.Concentrator, a.Epoch) == key).Select(static a => a.Range.Last).DefaultIfEmpty().Max())))];
        }
    }

    public IReadOnlyList<KioskRecord> After(string concentrator, string epoch, long sequence, int limit)
    {
        Asked?.Invoke();
        lock (_streams)
        {
            return _streams.TryGetValue((concentrator, epoch), out var stream) ? [.. stream.Values.Where(record => record.Sequence > sequence).Take(limit)] : [];
        }
    }

    public IReadOnlyList<AbsentRecords> Absent(string concentrator, string epoch, long first, long last) =>
        [.. _absent.Where(a => a.Concentrator == concentrator && a.Epoch == epoch && a.Range.First <= last && a.Range.Last >= first).Select(static a => a.Range).OrderBy(static range => range.First)];

    public bool? Continues(string concentrator, string epoch, KioskRecord record, string? chainBefore)
    {
        Asked?.Invoke();
        return Chain(record, chainBefore);
    }
}
