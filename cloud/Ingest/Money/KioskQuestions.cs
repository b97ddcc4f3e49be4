using Dapper;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Money;

/// <summary>Questions of kiosks who somebody is (docs/uplink.md, event <c>identify</c>), from the transaction that stored them until they are answered.</summary>
public sealed class KioskQuestions(Database database)
{
    internal const string Code = "identify";

    /// <summary>The oldest that wait.</summary>
    public IReadOnlyList<KioskQuestion> Waiting(int limit) => database.Read(connection => connection.Query<KioskQuestion>(
        """
        SELECT concentrator AS Concentrator, epoch AS Epoch, sequence AS Sequence, kiosk AS Kiosk, request AS Request, detail AS Detail, received_ms AS ReceivedMs
        FROM kiosk_question ORDER BY received_ms, concentrator, epoch, sequence LIMIT @Limit
        """,
        new { Limit = (long)limit }).ToList());

    /// <summary>It is answered, or it is too late for it.</summary>
    public void Done(KioskQuestion question) => database.Write(connection => connection.Execute(
        "DELETE FROM kiosk_question WHERE concentrator = @Concentrator AND epoch = @Epoch AND sequence = @Sequence", new { question.Concentrator, question.Epoch, question.Sequence }));

    internal static void Add(StoreConnection connection, EventMessage message, string detail, long receivedMs) => connection.Execute(
        """
        INSERT INTO kiosk_question (concentrator, epoch, sequence, kiosk, request, detail, received_ms)
        VALUES (@Concentrator, @Epoch, @Sequence, @Kiosk, @Request, @Detail, @ReceivedMs) ON CONFLICT DO NOTHING
        """,
        new
        {
            Concentrator = message.Header.Concentrator.Text,
            Epoch = message.Header.Epoch.ToString(),
            message.Header.Sequence,
            Kiosk = message.Subject,
            Request = message.Counter,
            Detail = detail,
            ReceivedMs = receivedMs,
        });
}

/// <summary>A question.</summary>
/// <param name="Concentrator">Whose kiosk asks.</param>
/// <param name="Epoch">Of its journal.</param>
/// <param name="Sequence">Of the event.</param>
/// <param name="Kiosk">The kiosk.</param>
/// <param name="Request">The question's number.</param>
/// <param name="Detail">JSON: kind and text.</param>
/// <param name="ReceivedMs">When a gateway had it, Unix milliseconds.</param>
[method: ExplicitConstructor]
public sealed record KioskQuestion(string Concentrator, string Epoch, long Sequence, string Kiosk, long Request, string Detail, long ReceivedMs);
