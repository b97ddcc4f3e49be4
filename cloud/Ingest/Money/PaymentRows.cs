using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Money;

/// <summary>What kiosks told of their notes, by message identity: a row for each message, never changed.</summary>
internal static class PaymentRows
{
    public static void Add(StoreConnection connection, long source, MoneyMessage message) => connection.Prepared(
        """
        INSERT INTO payment (source, sequence, type, kiosk, session, note, account, channel, value, currency, counter)
        VALUES (@source, @sequence, @type, @kiosk, @session, @note, @account, @channel, @value, @currency, @counter)
        """,
        "source", "sequence", "type", "kiosk", "session", "note", "account", "channel", "value", "currency", "counter")
        .Run(source, message.Header.Sequence, (long)message.Type, message.Kiosk, message.Session, message.Note, message.Account,
            message.Channel, message.Value, message.Currency, message.Counter);
}
