using System.Text;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest.Money;
using Wattline.Cloud.Ledger.Kiosks;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Portal.Money;

/// <summary>Hands what ingestion has stored of kiosks to the ledger, and holds it against their chains.</summary>
/// <param name="stored">Ingestion's rows.</param>
/// <param name="keys">Kiosks' keys by <c>concentrator/kiosk</c>, 64 hex digits.</param>
public sealed class KioskRecordFeed(MoneyRecords stored, IReadOnlyDictionary<string, string> keys) : IKioskRecords
{
    public IReadOnlyList<KioskStreamHead> Heads() => [.. stored.Heads().Select(static head => new KioskStreamHead(head.Concentrator, head.Epoch, head.Last))];

    public IReadOnlyList<KioskRecord> After(string concentrator, string epoch, long sequence, int limit) => [.. stored.After(concentrator, epoch, sequence, limit).Select(static row =>
        new KioskRecord(row.Sequence, row.Type, row.Kiosk, row.Note, row.Account, row.Value, row.Currency, row.Counter)
        {
            Session = row.Session, Channel = row.Channel, Device = row.Device, Record = row.Record, Detail = row.Detail, Chain = row.Chain, WallMs = row.WallMs,
        })];

    public IReadOnlyList<AbsentRecords> Absent(string concentrator, string epoch, long first, long last) =>
        [.. stored.Absent(concentrator, epoch, first, last).Select(static range => new AbsentRecords(range.First, range.Last, range.Reason))];

    public bool? Continues(string concentrator, string epoch, KioskRecord record, string? chainBefore)
    {
        if (!keys.TryGetValue($"{concentrator}/{record.Kiosk}", out var key)) return null;
        // A record that counts and does not continue a chain that was begun is not the kiosk's.
        if (record.Chain is null) return false;
        var message = new MoneyMessage
        {
            Type = (MoneyType)record.Type,
            Kiosk = record.Kiosk,
            Session = record.Session,
            Note = record.Note,
            Account = record.Account,
            Channel = record.Channel,
            Value = record.Value,
            Currency = record.Currency,
            Counter = record.Counter,
            Device = record.Device,
            Record = record.Record,
            Detail = record.Detail is null ? default : Encoding.UTF8.GetBytes(record.Detail),
            Chain = record.Chain,
        };
        return MoneyChain.Holds(Convert.FromHexString(key), chainBefore ?? MoneyChain.Genesis, message);
    }
}
