using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Cbor;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Gateway.Runtime.Registry;
using Wattline.Gateway.Runtime.Validation;

namespace Wattline.Gateway.Runtime.Decoding;

/// <summary>
/// Turns a journalled record into a normalised, validated message. Keeps one message of each kind and fills it again and again:
/// what it gave is good until the next record of that stream. Allocates nothing for a reading. Not safe for two threads.
/// </summary>
public sealed class Normaliser
{
    private readonly ConcentratorNames _names = new();
    private readonly ReadingsMessage _readings = new();
    private readonly EventMessage _event = new();
    private readonly MoneyMessage _money = new();
    private readonly List<MeterPoint> _points = [];
    private readonly Validator _validator = new();

    /// <summary>The header of the record that was read last, when its envelope was understood, whatever became of its body; null for SenML.</summary>
    public MessageHeader? Understood { get; private set; }

    /// <summary>Understands a record, or says why not.</summary>
    /// <param name="record">As it was journalled, its key the topic.</param>
    /// <param name="registry">The registry's state; null while there is none.</param>
    /// <param name="message">What it says; null when there is a reason.</param>
    /// <returns><see cref="QuarantineReason.UnknownPlan"/> may pass when the registry changes; any other reason is for good.</returns>
    public QuarantineReason Normalise(in JournalRecord record, RegistryState? registry, out Message? message)
    {
        message = null;
        Understood = null;
        try
        {
            return Read(record, registry, out message);
        }
#pragma warning disable CA1031 // Whatever a message makes this code throw, it must not stop the messages behind it.
        catch (Exception)
#pragma warning restore CA1031
        {
            message = null;
            return QuarantineReason.Fault;
        }
    }

    private QuarantineReason Read(in JournalRecord record, RegistryState? registry, out Message? message)
    {
        message = null;
        if (record.Stream == JournalStream.Other
            || !Topics.TryRead(record.Key.Span, out var name, out var stream) || stream != record.Stream
            || !_names.TryGet(name, out var concentrator)) return QuarantineReason.BadTopic;
        var payload = record.Payload.Span;
        if (record.Stream == JournalStream.Readings && SenmlDecoder.Looks(payload))
        {
            Clear();
            return Finish(SenmlDecoder.Decode(payload, concentrator, registry, record.ReceivedAt, _readings, _points), _readings, record.ReceivedAt, out message);
        }

        var cbor = new CborReader(payload);
        var reason = EnvelopeDecoder.Decode(ref cbor, payload, concentrator, (StreamId)(byte)record.Stream, out var header);
        if (header.Sequence > 0) Understood = header;
        if (reason != QuarantineReason.None) return reason;
        switch (header.Stream)
        {
            case StreamId.Money:
                _money.Header = header;
                return Finish(MoneyDecoder.Decode(ref cbor, _money), _money, record.ReceivedAt, out message);
            case StreamId.Events:
                _event.Header = header;
                return Finish(EventDecoder.Decode(ref cbor, concentrator, registry, _event), _event, record.ReceivedAt, out message);
            default:
                Clear();
                _readings.Header = header;
                return Finish(ReadingsDecoder.Decode(ref cbor, concentrator, registry, _readings, _points), _readings, record.ReceivedAt, out message);
        }
    }

    private void Clear()
    {
        _readings.Clear();
        _points.Clear();
    }

    private QuarantineReason Finish(QuarantineReason reason, Message decoded, long receivedMs, out Message? message)
    {
        message = reason == QuarantineReason.None ? decoded : null;
        if (message == _readings)
            for (var i = 0; i < _points.Count; i++) _validator.Check(_readings, i, _points[i], receivedMs);
        return reason;
    }
}
