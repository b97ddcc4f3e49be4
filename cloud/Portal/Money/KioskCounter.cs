using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wattline.Cloud.Commands.Queue;
using Wattline.Cloud.Commands.Wire;
using Wattline.Cloud.Ingest.Money;
using Wattline.Cloud.Ledger.Arrears;
using Wattline.Cloud.Ledger.Customers;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Portal.Settings;

namespace Wattline.Cloud.Portal.Money;

/// <summary>
/// Answers kiosks who somebody is, and keeps their lists for the time without the cloud. Any number of portals may do it at once: an answer's command
/// is named by its question, so that it is one.
/// </summary>
public sealed class KioskCounter(KioskQuestions questions, CustomerBook customers, CommandQueue commands, MeterRegistry registry, KioskSettings settings, KioskNames configured, TimeProvider wall)
{
    /// <summary>A kiosk waits 5 s for an answer; what is answered later still tells it that the cloud is there, for as long as its customer may be.</summary>
    private const long AnswerMs = 60_000;

    /// <summary>A list that was not fetched by then is sent anew.</summary>
    private const long ListMs = 6 * 3_600_000;

    /// <summary>Kiosks of which nothing was heard for so long are gone.</summary>
    private const long HeardMs = 60 * 86_400_000L;

    private const int QuestionsMax = 256;

    /// <summary>Answers what waits.</summary>
    /// <returns>How many.</returns>
    public int Answer()
    {
        var waiting = questions.Waiting(QuestionsMax);
        foreach (var question in waiting)
        {
            Answer(question);
            questions.Done(question);
        }

        return waiting.Count;
    }

    /// <summary>Sends the lists that have changed, or were sent long ago.</summary>
    public void SendLists()
    {
        foreach (var concentrator in customers.Concentrators(wall.GetUtcNow().ToUnixTimeMilliseconds() - HeardMs).Union(configured.Concentrators, StringComparer.Ordinal))
        {
            if (!registry.Has(concentrator)) continue;
            var lines = customers.ListFor(concentrator, registry.Plan(concentrator)?.Meters.Select(static meter => meter.Id) ?? [])
                .Where(one => one.Customer.Currency == settings.Currency).Select(static one => Line((int)one.Kind, one.Text, one.Customer)).ToList();
            var collectors = customers.Collectors();
            var digest = Convert.ToHexString(SHA256.HashData(KioskMessage.List(0, 0, settings.OfflineValueMax, settings.Currency, lines, collectors)));
            if (customers.VersionToSend(concentrator, digest, ListMs) is not { } version) continue;
            var id = IdOf($"{concentrator}/customers/{version}");
            Post(id, concentrator, KioskMessage.List(id, version, settings.OfflineValueMax, settings.Currency, lines, collectors), ListMs);
        }
    }

    private void Answer(KioskQuestion question)
    {
        if (wall.GetUtcNow().ToUnixTimeMilliseconds() - question.ReceivedMs > AnswerMs || !registry.Has(question.Concentrator)) return;
        var customer = Asked(question.Detail) is var (kind, text) ? customers.Identify(kind, text) : null;
        var reconnect = customer?.Word switch
        {
            CustomerWord.PayFirst or CustomerWord.AskUs or CustomerWord.Underway => 1,
            CustomerWord.AllowedPressButton => 2,
            CustomerWord.Closed => 3,
            _ => 0,
        };
        var id = IdOf($"{question.Concentrator}/{question.Epoch}/events/{question.Sequence}");
        Post(id, question.Concentrator, KioskMessage.Answer(
            id, question.Kiosk, question.Request, customer is null ? null : Line(0, "", customer), customer?.Currency ?? settings.Currency, reconnect, settings.ValueMax), AnswerMs);
    }

    private void Post(long id, string concentrator, byte[] content, long livesMs) =>
        commands.Post(new Command(id, concentrator, 0, wall.GetUtcNow().ToUnixTimeMilliseconds() + livesMs, content), "kiosks");

    private static (IdentityKind Kind, string Text)? Asked(string detail)
    {
        using var json = JsonDocument.Parse(detail);
        return json.RootElement is { ValueKind: JsonValueKind.Array } items && items.GetArrayLength() == 2 && items[0].ValueKind == JsonValueKind.Number && items[0].TryGetInt32(out var kind)
            && Enum.IsDefined((IdentityKind)kind) && items[1].ValueKind == JsonValueKind.String ? ((IdentityKind)kind, items[1].GetString()!) : null;
    }

    private static CustomerLine Line(int kind, string text, KnownCustomer customer) => new(kind, text, customer.Account, customer.Masked, customer.Balance, customer.Arrears);

    /// <summary>Beyond the ids of people's commands, which are of the time in microseconds, and within what a JSON number holds exactly.</summary>
    private static long IdOf(string name) => (1L << 52) | (BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))) & ((1L << 52) - 1));
}
