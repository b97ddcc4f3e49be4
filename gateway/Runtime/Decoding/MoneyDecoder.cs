using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Cbor;
using Wattline.Gateway.Runtime.Quarantine;

namespace Wattline.Gateway.Runtime.Decoding;

/// <summary>Reads the body of money (docs/uplink.md): [type, kiosk, session, note, account, channel, value, currency, counter].</summary>
internal static class MoneyDecoder
{
    public static QuarantineReason Decode(ref CborReader cbor, MoneyMessage message)
    {
        string? account = null;
        if (!cbor.ReadArrayOf(9) || !cbor.ReadCount(out var type) || type >= MoneyTypes.Count
            || !EventDecoder.TryText(ref cbor, out var kiosk) || !cbor.ReadCount(out var session) || !cbor.ReadCount(out var note)
            || !cbor.ReadNull() && !EventDecoder.TryText(ref cbor, out account)
            || !cbor.ReadCount(out var channel) || !cbor.ReadCount(out var value)
            || !EventDecoder.TryText(ref cbor, out var currency) || currency.Length != 3
            || !cbor.ReadIntegerOrNull(out var counter) || counter < 0) return QuarantineReason.BadBody;
        message.Type = (MoneyType)type;
        message.Kiosk = kiosk;
        message.Session = session;
        message.Note = note;
        message.Account = account;
        message.Channel = channel;
        message.Value = value;
        message.Currency = currency;
        message.Counter = counter;
        // A credit is somebody's; money that is nobody's is in suspense.
        return account is null && message.Type == MoneyType.Credited ? QuarantineReason.BadBody : QuarantineReason.None;
    }
}
