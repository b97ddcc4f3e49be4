using System.Buffers;
using System.Text.Json;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Cbor;
using Wattline.Gateway.Runtime.Quarantine;

namespace Wattline.Gateway.Runtime.Decoding;

/// <summary>
/// Reads the body of money (docs/uplink.md): [type, kiosk, session, note, account, channel, value, currency, counter, device, record, detail,
/// chain]; a body of the first nine is of a kiosk that neither counts nor chains its records.
/// </summary>
internal static class MoneyDecoder
{
    private const int ShortItems = 9;
    private const int Items = 13;

    /// <summary>Bytes of a link of the chain.</summary>
    private const int ChainBytes = 16;

    public static QuarantineReason Decode(ref CborReader cbor, MoneyMessage message)
    {
        string? account = null;
        if (!cbor.ReadArray(out var items) || items is not (ShortItems or Items) || !cbor.ReadCount(out var type) || type >= MoneyTypes.Count
            || !EventDecoder.TryText(ref cbor, out var kiosk) || !cbor.ReadCount(out var session) || !cbor.ReadCount(out var note)
            || !cbor.ReadNull() && !EventDecoder.TryText(ref cbor, out account)
            || !cbor.ReadCount(out var channel) || !cbor.ReadCount(out var value) || value > DomainLimits.MoneyValueMax
            || !EventDecoder.TryText(ref cbor, out var currency) || !IsCurrency(currency)
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
        (message.Device, message.Record, message.Detail, message.Chain) = (0, null, default, null);
        if (items == Items ? !TryRest(ref cbor, message) : !message.Type.IsOfNote()) return QuarantineReason.BadBody;
        // A credit is somebody's; money that is nobody's is in suspense.
        return account is null && message.Type == MoneyType.Credited ? QuarantineReason.BadBody : QuarantineReason.None;
    }

    private static bool TryRest(ref CborReader cbor, MoneyMessage message)
    {
        if (!cbor.ReadCount(out var device) || !cbor.ReadCount(out var record) || record == 0) return false;
        message.Device = device;
        message.Record = record;
        if (!cbor.ReadNull())
        {
            if (cbor.NextType != 4) return false;
            var buffer = new ArrayBufferWriter<byte>(64);
            using var json = new Utf8JsonWriter(buffer);
            if (!CborJson.TryWrite(ref cbor, json)) return false;
            json.Flush();
            message.Detail = buffer.WrittenMemory;
        }
        if (!cbor.ReadBytes(ChainBytes, out var chain) || chain.Length != ChainBytes) return false;
        message.Chain = Convert.ToHexStringLower(chain);
        return true;
    }

    private static bool IsCurrency(string text) => text.Length == 3 && text.All(char.IsAsciiLetterUpper);
}
