using System;
using Wattline.Firmware.Cbor;

namespace Wattline.Firmware.Kiosks;

/// <summary>
/// What a kiosk must not forget: its counters, the note that is on its way, and how many notes of the validator's own
/// counter the journal knows of. It follows from the money records alone; the state saves reading all of them.
/// </summary>
public sealed class KioskMemory
{
    private const int Version = 1;
    private const int Items = 12;

    /// <summary>The last session's number.</summary>
    public long Session { get; set; }

    /// <summary>The last note's number.</summary>
    public long Note { get; private set; }

    /// <summary>The validator's counter of stacked notes as the journal accounts for it; -1 before it was ever asked.</summary>
    public long Stacked { get; set; } = -1;

    /// <summary>True from a credit until the validator took its acknowledgement: until then it may say the credit again.</summary>
    public bool AckDue { get; set; }

    /// <summary>The channel of the last money that was journalled.</summary>
    public int LastChannel { get; private set; }

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

    /// <summary>True for a record that this memory does not hold yet.</summary>
    public bool IsNews(MoneyRecord record) =>
        record.Note > Note || (HasPending && record.Note == PendingNote && record.Type != MoneyType.Escrow);

    /// <summary>Takes a record in.</summary>
    public void Apply(MoneyRecord record)
    {
        Session = record.Session > Session ? record.Session : Session;
        Note = record.Note > Note ? record.Note : Note;
        if (record.Type == MoneyType.Escrow)
        {
            PendingNote = record.Note;
            PendingSession = record.Session;
            PendingAccount = record.Account;
            PendingChannel = record.Channel;
            PendingValue = record.Value;
            PendingCurrency = record.Currency;
            // The validator moves no further note before its credit was acknowledged.
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

    /// <summary>The memory as a state of the journal.</summary>
    public byte[] ToState(CborWriter writer)
    {
        writer.Reset();
        writer.WriteArray(Items);
        writer.WriteUInt(Version);
        writer.WriteUInt((ulong)Session);
        writer.WriteUInt((ulong)Note);
        writer.WriteInt(Stacked);
        writer.WriteUInt(AckDue ? 1u : 0u);
        writer.WriteUInt((ulong)LastChannel);
        writer.WriteUInt((ulong)PendingNote);
        writer.WriteUInt((ulong)PendingSession);
        writer.WriteText(PendingAccount == null ? "" : PendingAccount);
        writer.WriteUInt((ulong)PendingChannel);
        writer.WriteInt(PendingValue);
        writer.WriteText(PendingCurrency == null ? "" : PendingCurrency);
        var state = new byte[writer.Position];
        Array.Copy(writer.Buffer, 0, state, 0, state.Length);
        return state;
    }

    /// <summary>Reads a state of the journal; one that does not parse is as none, and the records tell all.</summary>
    public static KioskMemory FromState(byte[] state)
    {
        var memory = new KioskMemory();
        if (state == null)
        {
            return memory;
        }
        var reader = new CborReader(state, 0, state.Length);
        if (reader.ReadArray() != Items || reader.ReadUInt() != Version)
        {
            return memory;
        }
        memory.Session = (long)reader.ReadUInt();
        memory.Note = (long)reader.ReadUInt();
        memory.Stacked = reader.ReadInt();
        memory.AckDue = reader.ReadUInt() == 1;
        memory.LastChannel = (int)reader.ReadUInt();
        memory.PendingNote = (long)reader.ReadUInt();
        memory.PendingSession = (long)reader.ReadUInt();
        memory.PendingAccount = reader.ReadText();
        memory.PendingChannel = (int)reader.ReadUInt();
        memory.PendingValue = reader.ReadInt();
        memory.PendingCurrency = reader.ReadText();
        return reader.Failed ? new KioskMemory() : memory;
    }
}
