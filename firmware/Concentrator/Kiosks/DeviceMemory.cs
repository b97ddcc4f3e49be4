using Wattline.Firmware.Cbor;

namespace Wattline.Firmware.Kiosks;

/// <summary>What a kiosk must not forget of one of its devices.</summary>
public sealed class DeviceMemory
{
    /// <summary>Items of the state.</summary>
    public const int Items = 10;

    /// <summary>The device's counter of pieces taken as the journal accounts for it; -1 before it was ever asked.</summary>
    public long Stacked { get; set; } = -1;

    /// <summary>True from a credit until the device took its acknowledgement: until then it may say the credit again.</summary>
    public bool AckDue { get; set; }

    /// <summary>The channel of the last money that was journalled.</summary>
    public int LastChannel { get; private set; }

    /// <summary>The device's counter of events up to which all are journalled; -1 before the first.</summary>
    public int LastEvent { get; set; } = -1;

    /// <summary>The note whose escrow was journalled and whose fate was not; 0 for none.</summary>
    public long PendingNote { get; private set; }

    /// <summary>The session of that note.</summary>
    public long PendingSession { get; private set; }

    /// <summary>The account of that note.</summary>
    public string PendingAccount { get; private set; }

    /// <summary>The channel of that note.</summary>
    public int PendingChannel { get; private set; }

    /// <summary>The value of that note in minor units.</summary>
    public long PendingValue { get; private set; }

    /// <summary>The currency of that note.</summary>
    public string PendingCurrency { get; private set; }

    /// <summary>Is a note on its way?</summary>
    public bool HasPending => PendingNote != 0;

    /// <summary>Takes a record of a note or coin in.</summary>
    public void Apply(MoneyRecord record)
    {
        var at = record.Type == MoneyType.Suspense ? 1 : 0;
        if (record.Details > at)
        {
            LastEvent = (int)record.Number(at);
        }
        if (record.Type == MoneyType.Escrow)
        {
            PendingNote = record.Note;
            PendingSession = record.Session;
            PendingAccount = record.Account;
            PendingChannel = record.Channel;
            PendingValue = record.Value;
            PendingCurrency = record.Currency;
            // The device moves no further note before its credit was acknowledged.
            AckDue = false;
            return;
        }
        if (record.Note == PendingNote)
        {
            PendingNote = 0;
        }
        if (record.Type != MoneyType.Returned)
        {
            Stacked = Stacked < 0 ? Stacked : Stacked + 1;
            AckDue = true;
            LastChannel = record.Channel;
        }
    }

    /// <summary>Writes its part of the state.</summary>
    public void Write(CborWriter writer)
    {
        writer.WriteInt(Stacked);
        writer.WriteUInt(AckDue ? 1u : 0u);
        writer.WriteUInt((ulong)LastChannel);
        writer.WriteInt(LastEvent);
        writer.WriteUInt((ulong)PendingNote);
        writer.WriteUInt((ulong)PendingSession);
        writer.WriteText(PendingAccount == null ? "" : PendingAccount);
        writer.WriteUInt((ulong)PendingChannel);
        writer.WriteInt(PendingValue);
        writer.WriteText(PendingCurrency == null ? "" : PendingCurrency);
    }

    /// <summary>Reads its part of the state.</summary>
    public void Read(CborReader reader)
    {
        Stacked = reader.ReadInt();
        AckDue = reader.ReadUInt() == 1;
        LastChannel = (int)reader.ReadUInt();
        LastEvent = (int)reader.ReadInt();
        PendingNote = (long)reader.ReadUInt();
        PendingSession = (long)reader.ReadUInt();
        PendingAccount = reader.ReadText();
        PendingChannel = (int)reader.ReadUInt();
        PendingValue = reader.ReadInt();
        PendingCurrency = reader.ReadText();
    }
}
