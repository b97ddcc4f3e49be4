using System.Diagnostics.Metrics;

namespace Wattline.Gateway.Journal;

/// <summary>What operators see of the log.</summary>
public sealed class JournalMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Wattline.Gateway.Journal";

    private readonly Meter _meter;
    private readonly Counter<long> _records;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _commit;
    private readonly Counter<long> _deleted;

    internal JournalMetrics(JournalCore core, string log)
    {
        _meter = new(new MeterOptions(MeterName) { Tags = [new("log", log)] });
        _records = _meter.CreateCounter<long>("gateway.journal.records", "{record}", "Records made durable.");
        _bytes = _meter.CreateCounter<long>("gateway.journal.written", "By", "Bytes made durable.");
        _commit = _meter.CreateHistogram<double>("gateway.journal.commit.duration", "s", "Time to write and sync one commit.");
        _deleted = _meter.CreateCounter<long>("gateway.journal.segments.deleted", "{segment}", "Acknowledged segments deleted.");
        _meter.CreateObservableGauge("gateway.journal.size", () => core.Bytes, "By", "Bytes held in segments.");
        _meter.CreateObservableGauge("gateway.journal.state", () => (int)core.State, "1", "0 open, 1 disk full, 2 stopped.");
        _meter.CreateObservableGauge("gateway.journal.behind", () => Behind(core), "{record}", "Records that the way up has not acknowledged, by stream.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Committed(long records, long bytes, TimeSpan took)
    {
        _records.Add(records);
        _bytes.Add(bytes);
        _commit.Record(took.TotalSeconds);
    }

    internal void Deleted(int segments) => _deleted.Add(segments);

    private static IEnumerable<Measurement<long>> Behind(JournalCore core) =>
        Enum.GetValues<JournalStream>().Select(stream => new Measurement<long>(
            core.DurableLsn - core.Cursor(stream).LowWater, new KeyValuePair<string, object?>("stream", stream.ToString())));
}
