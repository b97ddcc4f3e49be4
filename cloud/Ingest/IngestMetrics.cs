using System.Diagnostics.Metrics;
using Wattline.Cloud.Ingest.Readings;

namespace Wattline.Cloud.Ingest;

/// <summary>What ingestion counts, for operators (System.Diagnostics.Metrics) and for reports (the properties).</summary>
public sealed class IngestMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Wattline.Cloud.Ingest";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _messages;
    private readonly Counter<long> _values;
    private long _stored;
    private long _parts;
    private long _duplicates;
    private long _quarantined;
    private long _valuesAdded;
    private long _valueVersions;
    private long _valueTwins;
    private long _valuesUnexplained;

    /// <summary>Makes the instruments.</summary>
    public IngestMetrics()
    {
        _messages = _meter.CreateCounter<long>("cloud.ingest.messages", "{message}", "Events by what became of them: stored, part (of a message that has others to come), duplicate, quarantined.");
        _values = _meter.CreateCounter<long>("cloud.ingest.values", "{value}", "Values of readings by what became of them: added, version, twin, unexplained.");
    }

    /// <summary>Messages stored.</summary>
    public long Stored => Volatile.Read(ref _stored);

    /// <summary>Parts stored before the last of their message.</summary>
    public long Parts => Volatile.Read(ref _parts);

    /// <summary>Messages that came again.</summary>
    public long Duplicates => Volatile.Read(ref _duplicates);

    /// <summary>Events put into quarantine, counting those that came again.</summary>
    public long Quarantined => Volatile.Read(ref _quarantined);

    /// <summary>Values and explained absences under an identity that had none.</summary>
    public long ValuesAdded => Volatile.Read(ref _valuesAdded);

    /// <summary>Values that became a further version.</summary>
    public long ValueVersions => Volatile.Read(ref _valueVersions);

    /// <summary>Values that met their twin: duplicates prevented below the level of messages.</summary>
    public long ValueTwins => Volatile.Read(ref _valueTwins);

    /// <summary>Nothing and no reason for it: not stored.</summary>
    public long ValuesUnexplained => Volatile.Read(ref _valuesUnexplained);

    internal void Count(int stored, int parts, int duplicates, int quarantined, in ReadingTally tally)
    {
        Add(_messages, ref _stored, stored, "stored");
        Add(_messages, ref _parts, parts, "part");
        Add(_messages, ref _duplicates, duplicates, "duplicate");
        Add(_messages, ref _quarantined, quarantined, "quarantined");
        Add(_values, ref _valuesAdded, tally.Added, "added");
        Add(_values, ref _valueVersions, tally.Versions, "version");
        Add(_values, ref _valueTwins, tally.Twins, "twin");
        Add(_values, ref _valuesUnexplained, tally.Unexplained, "unexplained");
    }

    /// <summary>Ends the instruments.</summary>
    public void Dispose() => _meter.Dispose();

    private static void Add(Counter<long> counter, ref long total, int count, string outcome)
    {
        if (count == 0) return;
        Interlocked.Add(ref total, count);
        counter.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
    }
}
