using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Metering.Formats;
using Wattline.Cloud.Metering.Processing;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Metering.Time;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Portal.MeterData;

/// <summary>
/// Takes telegrams of customer ports (P1, DSMR) into the readings of a meter, as a gateway would have sent them: known by their content, so that a file that is taken
/// twice is taken once; then makes the intervals of their days. All of a file or nothing.
/// </summary>
internal sealed class P1Import(MeterRegistry registry, RegistryBook book, IngestService ingest, MeterDataRun run, TimeProvider wall)
{
    /// <summary>Days that telegrams of one file may be apart: their intervals are made at once.</summary>
    private const int DaysMax = Wattline.Cloud.Metering.Estimation.EstimationLimits.GapDaysMax;

    /// <summary>Takes a file.</summary>
    /// <param name="text">Telegrams, one behind the other.</param>
    /// <param name="id">Whose.</param>
    /// <param name="at">When it was received, Unix seconds, for a telegram that has no time of its own; null: not known.</param>
    public P1ImportResult Take(string text, string id, long? at)
    {
        if (registry.Meter(id) is not { } meter || !MeterId.TryParse(id, out var name)) return Refuse(1, $"the registry has no meter {id}");
        var zone = TimeZoneInfo.FindSystemTimeZoneById(meter.Zone);
        var messages = new List<ReadingsMessage>();
        foreach (var (line, one) in P1Reader.Split(text))
        {
            if (P1Reader.Read(one, zone, out var fault) is not { } telegram) return Refuse(line + fault!.Line - 1, fault.Reason);
            if ((telegram.At ?? at) is not { } moment) return Refuse(line, "the telegram has no time of its own: say when it was received (at=)");
            var hash = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.Latin1.GetBytes($"{id} {moment} {one}")));
            messages.Add(P1Readings.Of(telegram, new MessageHeader(ConcentratorId.Parse(meter.Concentrator), default, StreamId.Readings, 0, 0, 0, null, hash), name, moment));
        }

        if (messages.Count == 0) return Refuse(1, "no telegram: from / to ! is needed");
        var (first, last) = Dates(messages, zone);
        if (last.DayNumber - first.DayNumber > DaysMax) return Refuse(1, $"the telegrams are more than {DaysMax} days apart: take them in parts");
        Store(messages);
        var report = run.Run(first, last, book.PointsOf(id));
        return new P1ImportResult(messages.Count, messages.Sum(static message => message.ValueCount), report.DaysAdded + report.DaysChanged, null);
    }

    private void Store(List<ReadingsMessage> messages)
    {
        using var writer = new CloudEventBatchWriter("import");
        foreach (var message in messages)
        {
            if (writer.TryAdd(message, wall.GetUtcNow())) continue;
            Send(writer);
            writer.TryAdd(message, wall.GetUtcNow());
        }

        Send(writer);
    }

    private void Send(CloudEventBatchWriter writer)
    {
        if (!CloudEventBatchReader.TryRead(writer.Finish().ToArray(), out var events, out var fault)) throw new InvalidOperationException($"What was written is not the contract's: {fault}");
        ingest.Ingest(events);
        writer.Clear();
    }

    private static (DateOnly First, DateOnly Last) Dates(List<ReadingsMessage> messages, TimeZoneInfo zone)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var message in messages)
            foreach (var entry in message.Entries) (first, last) = (Math.Min(first, entry.Slot), Math.Max(last, entry.Slot));
        return (LocalDay.Closing(first + 1, zone).Date, LocalDay.Closing(last, zone).Date);
    }

    private static P1ImportResult Refuse(int line, string reason) => new(0, 0, 0, new FormatFault(line, reason));
}
