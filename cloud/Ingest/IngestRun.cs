using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest.Coverage;
using Wattline.Cloud.Ingest.Money;
using Wattline.Cloud.Ingest.Outages;
using Wattline.Cloud.Ingest.Quarantine;
using Wattline.Cloud.Ingest.Readings;
using Wattline.Cloud.Ingest.Undated;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest;

/// <summary>One try to store a batch within one transaction: what it counts is thrown away with it when the transaction is undone.</summary>
internal sealed class IngestRun(StoreConnection connection, SourceRows sources, IReadingBatch readings, DateTimeOffset now)
{
    private readonly SortedDictionary<string, (ConcentratorId Concentrator, string Gateway, DateTimeOffset Time)> _heard = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, SortedSet<long>> _covered = [];
    private HashSet<(long, long)>? _new;
    private ReadingTally _tally;

    /// <summary>Messages that are new.</summary>
    public List<MessageHeader> Stored { get; } = [];

    /// <summary>Parts that are new, of messages that have others to come; and messages that wait for their date.</summary>
    public int Parts { get; private set; }

    /// <summary>Messages that were known.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Events in quarantine.</summary>
    public int Quarantined { get; private set; }

    /// <summary>What became of the values.</summary>
    public ReadingTally Tally => _tally;

    /// <summary>Stores every event of a batch: as rows, as known already, or in quarantine.</summary>
    public void Store(IReadOnlyList<UnderstoodEvent> batch)
    {
        readings.Begin(connection);
        if (connection.Engine == StoreEngine.Postgres)
        {
            sources.Lock(connection, batch);
            _new = MessageRows.AddAll(connection, [.. batch.Where(static e => e is { Fault: null, Part: null, Waits: false }).Select(e => (sources.Id(connection, e.Header!.Header), e.Header.Header, e.Header.Time))]);
        }

        for (var i = 0; i < batch.Count; i++)
        {
            switch (Take(i, batch[i]))
            {
                case Outcome.Stored: Stored.Add(batch[i].Header!.Header); break;
                case Outcome.Part: Parts++; break;
                case Outcome.Duplicate: Duplicates++; break;
                default: Quarantined++; break;
            }
        }

        readings.Finish(connection, ref _tally);
        // In one order, as all that other transactions may wait for.
        foreach (var (source, sequences) in _covered) CoverageRows.Add(connection, source, sequences);
        foreach (var (concentrator, gateway, time) in _heard.Values) SourceRows.Heard(connection, concentrator, gateway, time, now);
    }

    private enum Outcome
    {
        Stored,
        Part,
        Duplicate,
        Quarantined,
    }

    private Outcome Take(int index, in UnderstoodEvent understood)
    {
        if (understood.Fault is { } fault) return Refuse(understood, fault);
        var (gateway, time, header) = understood.Header!;
        var source = sources.Id(connection, header);
        if (understood is { Part: { } part, Received.Event.Message: ReadingsMessage some }) return TakePart(index, source, understood, some, part);
        if (understood.Waits)
        {
            Hear(header.Concentrator, gateway, time);
            Cover(source, header.Sequence);
            return UndatedRows.Add(connection, source, understood.Received.Event!) ? Outcome.Part : Outcome.Duplicate;
        }

        var isNew = _new?.Remove((source, MessageRows.SequenceOf(header))) ?? MessageRows.TryAdd(connection, source, header, time);
        if (!isNew)
        {
            var known = MessageRows.HashOf(connection, source, header)!.Value;
            return known == header.Hash ? Outcome.Duplicate : RefuseClone(understood.Received, header, known);
        }

        Hear(header.Concentrator, gateway, time);
        if (!header.IsSenml) Cover(source, header.Sequence);
        switch (understood.Received.Event!.Message)
        {
            case ReadingsMessage message:
                readings.Add(connection, index, source, message, ref _tally);
                break;
            case MoneyMessage money:
                PaymentRows.Add(connection, source, money);
                break;
            case EventMessage happened:
                EventRows.Add(connection, source, happened, time);
                if (understood.Lost is { } lost) CoverageRows.AddLost(connection, sources.Id(connection, header with { Epoch = lost.Epoch, Stream = lost.Stream }), lost);
                if (understood.Outage is { } outage) OutageRows.Add(connection, source, header.Sequence, outage, time);
                break;
        }

        return Outcome.Stored;
    }

    /// <summary>
    /// A part is stored as soon as it comes, and once; the message is one of those stored, and covers its sequence, when all parts have come,
    /// whatever their order and however often.
    /// </summary>
    private Outcome TakePart(int index, long source, in UnderstoodEvent understood, ReadingsMessage message, MessagePart part)
    {
        var (gateway, time, header) = understood.Header!;
        var known = MessageRows.HashOf(connection, source, header);
        if (known is null) PartRows.Add(connection, source, header, part, isRefused: false, out known);
        if (known is { } hash) return hash == header.Hash ? Outcome.Duplicate : RefuseClone(understood.Received, header, hash);
        readings.Add(connection, index, source, message, ref _tally);
        Hear(header.Concentrator, gateway, time);
        return Complete(source, header, part, time) ? Outcome.Stored : Outcome.Part;
    }

    /// <summary>Sees whether a message is whole now. With a part in quarantine it has come, and covers its sequence, but is not stored.</summary>
    /// <returns>Whether it is stored.</returns>
    private bool Complete(long source, in MessageHeader header, MessagePart part, DateTimeOffset received)
    {
        var (come, refused) = PartRows.Count(connection, source, header, part);
        if (come < part.Count) return false;
        if (!header.IsSenml) Cover(source, header.Sequence);
        if (refused > 0) return false;
        MessageRows.TryAdd(connection, source, header, received);
        PartRows.Clear(connection, source, header);
        return true;
    }

    /// <summary>
    /// Quarantines an event. Where its header is understood that message has come, and asking for it again would bring the same bytes:
    /// it is covered, and quarantine says why its content is not stored. It stays out of the messages, so that it is stored when it is
    /// sent once more and understood then.
    /// </summary>
    private Outcome Refuse(in UnderstoodEvent refused, ContractFault fault)
    {
        if (refused.Header is { Header: { IsSenml: false } header } told)
        {
            var source = sources.Id(connection, header);
            if (MessageRows.HashOf(connection, source, header) is { } known)
                return known == header.Hash ? Outcome.Duplicate : RefuseClone(refused.Received, header, known);
            Hear(header.Concentrator, told.Gateway, told.Time);
            if (refused.Part is not { } part)
            {
                Cover(source, header.Sequence);
            }
            else
            {
                PartRows.Add(connection, source, header, part, isRefused: true, out var other);
                if (other is { } hash && hash != header.Hash) return RefuseClone(refused.Received, header, hash);
                Complete(source, header, part, told.Time);
            }
        }

        QuarantineRows.Add(connection, now, refused.Received.Json.Span, fault);
        return Outcome.Quarantined;
    }

    private Outcome RefuseClone(ReceivedEvent received, in MessageHeader header, ulong known)
    {
        var id = header.FormatId();
        AlarmRows.Add(connection, now, AlarmRows.Clone, header.Concentrator.Text, id);
        QuarantineRows.Add(
            connection, now, received.Json.Span, new ContractFault("data.hash", $"{id} is stored with the hash {known:x16}: two devices use one identity"));
        return Outcome.Quarantined;
    }

    private void Cover(long source, long sequence)
    {
        if (!_covered.TryGetValue(source, out var sequences)) _covered.Add(source, sequences = []);
        sequences.Add(sequence);
    }

    /// <summary>Of several words of one concentrator the latest stands; of two of one moment the second. None is later than now, whatever the gateway's clock says.</summary>
    private void Hear(ConcentratorId concentrator, string gateway, DateTimeOffset time)
    {
        if (time > now) time = now;
        if (_heard.TryGetValue(concentrator.Text, out var known) && known.Time > time) return;
        _heard[concentrator.Text] = (concentrator, gateway, time);
    }
}
