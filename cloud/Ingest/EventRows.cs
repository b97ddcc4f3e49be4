using System.Text;
using Wattline.Cloud.Ingest.Money;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest;

/// <summary>Events of concentrators and meters, as they were told.</summary>
internal static class EventRows
{
    public static void Add(StoreConnection connection, long source, EventMessage message, DateTimeOffset received)
    {
        var detail = Encoding.UTF8.GetString(message.Detail.Span);
        connection.Prepared(
            "INSERT INTO device_event (source, sequence, code, subject, counter, start_ms, detail) VALUES (@source, @sequence, @code, @subject, @counter, @start, @detail)",
            "source", "sequence", "code", "subject", "counter", "start", "detail")
            .Run(source, message.Header.Sequence, message.Code, message.Subject, message.Counter, message.StartMs, detail);
        if (message.Code == KioskQuestions.Code) KioskQuestions.Add(connection, message, detail, received.ToUnixTimeMilliseconds());
    }
}
