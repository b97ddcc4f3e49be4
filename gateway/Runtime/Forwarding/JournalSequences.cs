using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Decoding;

namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>
/// The sequences of a gateway without an uplink, where nobody reads the journal: it is read as far as it came when somebody asks, so that
/// intake pays nothing for it. For several threads, one of which reads.
/// </summary>
/// <param name="open">Opens a reader of a stream from an LSN on that moves no cursor.</param>
/// <param name="from">The first LSN of this start.</param>
/// <param name="sequences">Takes note of them.</param>
public sealed class JournalSequences(Func<JournalStream, long, JournalReader> open, long from, SequenceTracker sequences) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Normaliser _normaliser = new();
    private JournalReader[]? _readers;

    /// <summary>Reads everything that became durable since the last time.</summary>
    /// <exception cref="JournalDamagedException">A durable record cannot be read.</exception>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public void Read()
    {
        lock (_lock)
        {
            _readers ??= [.. new[] { JournalStream.Money, JournalStream.Events, JournalStream.Readings }.Select(stream => open(stream, from))];
            foreach (var reader in _readers)
            {
                while (reader.TryRead(out var record) == ReadOutcome.Record)
                {
                    _normaliser.Normalise(record, null, out _);
                    if (_normaliser.Understood is { } header) sequences.Note(header);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
            foreach (var reader in _readers ?? []) reader.Dispose();
    }
}
