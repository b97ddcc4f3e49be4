using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest;
using Wattline.Gateway.Domain;

namespace Wattline.Tests.Cloud.Tests.Support;

/// <summary>Messages as a gateway writes them: every batch goes through the contract's bytes.</summary>
internal static class Wire
{
    public const ulong Epoch = 0xabcdef0123456789;

    public static readonly DateTimeOffset Received = new(2026, 3, 1, 0, 0, 5, TimeSpan.Zero);

    /// <summary>Unix seconds of 2026-03-01T00:00:00Z.</summary>
    public const long Day = 1_772_323_200;

    public static MessageHeader Header(StreamId stream, long sequence, string concentrator = "C-0001", ulong epoch = Epoch, ulong? hash = null) =>
        new(ConcentratorId.Parse(concentrator), new Epoch(epoch), stream, sequence, 1, sequence % 1000 * 1000, null, hash ?? (ulong)sequence * 0x9E3779B97F4A7C15);

    public static MessageHeader Senml(ulong hash, string concentrator = "C-0001") =>
        new(ConcentratorId.Parse(concentrator), default, StreamId.Readings, 0, 0, 0, null, hash);

    /// <summary>Readings of one meter and slot; a value that is null is absent.</summary>
    public static ReadingsMessage Readings(MessageHeader header, string meter, long slot, QualitySet quality, params (string Obis, string? Value)[] values)
    {
        var message = new ReadingsMessage { Header = header, Plan = header.IsSenml ? null : 1, Slot = header.IsSenml ? null : slot };
        message.AddEntry(MeterId.Parse(meter), slot, 1500, false, quality);
        foreach (var (obis, value) in values)
            message.AddValue(new ReadingValue(Obis.Parse(obis), value is null ? default : ExactDecimal.Parse(value), value is not null));
        return message;
    }

    public static ReadingsMessage Reading(long sequence, string? value, long slot = Day, QualitySet quality = default, string concentrator = "C-0001", ulong epoch = Epoch) =>
        Readings(Header(StreamId.Readings, sequence, concentrator, epoch), "M1", slot, quality, ("1-0:1.8.0", value));

    public static MoneyMessage Money(long sequence, MoneyType type, long note, long value = 1000, string? account = "A-1", string kiosk = "K-1") => new()
    {
        Header = Header(StreamId.Money, sequence),
        Type = type,
        Kiosk = kiosk,
        Session = 1,
        Note = note,
        Account = account,
        Channel = 3,
        Value = value,
        Currency = "EUR",
        Counter = null,
    };

    public static EventMessage Event(long sequence, string code, string subject, string detail, long? counter = null) => new()
    {
        Header = Header(StreamId.Events, sequence),
        Code = code,
        Subject = subject,
        Counter = counter ?? sequence,
        Detail = System.Text.Encoding.UTF8.GetBytes(detail),
    };

    public static EventMessage Lost(long sequence, string stream, long first, long last) => Event(sequence, "lost", stream, $"[{first},{last},\"overwritten\"]");

    public static byte[] Batch(params IEnumerable<Message> messages) => BatchAt(Received, messages);

    private static byte[] BatchAt(DateTimeOffset received, IEnumerable<Message> messages)
    {
        using var writer = new CloudEventBatchWriter("G1");
        foreach (var message in messages) Xunit.Assert.True(writer.TryAdd(message, received));
        return writer.Finish().ToArray();
    }

    public static IngestAnswer Deliver(this IngestService service, params IEnumerable<Message> messages) => service.DeliverBytes(Batch(messages));

    public static IngestAnswer DeliverLater(this IngestService service, TimeSpan later, params IEnumerable<Message> messages) =>
        service.DeliverBytes(BatchAt(Received + later, messages));

    public static IngestAnswer DeliverBytes(this IngestService service, ReadOnlyMemory<byte> batch)
    {
        Xunit.Assert.True(CloudEventBatchReader.TryRead(batch, out var events, out var fault), fault?.ToString());
        return service.Ingest(events);
    }
}
