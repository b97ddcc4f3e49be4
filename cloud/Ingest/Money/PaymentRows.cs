using System.Text;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Money;

/// <summary>What kiosks told of their money, by message identity: a row for each message, never changed.</summary>
internal static class PaymentRows
{
    public static void Add(StoreConnection connection, long source, MoneyMessage message) => connection.Prepared(
        """
        INSERT INTO payment (source, sequence, type, kiosk, session, note, account, channel, value, currency, counter, device, record, detail, chain)
        VALUES (@source, @sequence, @type, @kiosk, @session, @note, @account, @channel, @value, @currency, @counter, @device, @record, @detail, @chain)
        """,
        "source", "sequence", "type", "kiosk", "session", "note", "account", "channel", "value", "currency", "counter",
        "device", "record", "detail", "chain")
        .Run(source, message.Header.Sequence, (long)message.Type, message.Kiosk, message.Session, message.Note, message.Account,
            message.Channel, message.Value, message.Currency, message.Counter,
            message.Device, message.Record, message.Detail.IsEmpty ? null : Encoding.UTF8.GetString(message.Detail.Span), message.Chain);
}
