using System;
using Wattline.Firmware.Cbor;

namespace Wattline.Firmware.Kiosks;

/// <summary>
/// What a kiosk must not forget: its counters, the open session, the notes that are on their way, what is in the box. It
/// follows from the money records alone; the state saves reading all of them.
/// </summary>
public sealed class KioskMemory
{
    private const int Version = 2;
    private const int Items = 27 + (KioskLimits.DevicesMax * DeviceMemory.Items);

    private readonly DeviceMemory[] _devices = new DeviceMemory[KioskLimits.DevicesMax];

    public KioskMemory()
    {
        for (var i = 0; i < _devices.Length; i++)
        {
            _devices[i] = new DeviceMemory();
        }
    }

    /// <summary>The journal's epoch in which records are counted.</summary>
    public ulong Epoch { get; private set; }

    /// <summary>The last record's number in that epoch.</summary>
    public long Record { get; private set; }

    /// <summary>The chain's link of that record; zeros before the first.</summary>
    public byte[] Chain { get; private set; } = new byte[MoneyRecord.ChainBytes];

    /// <summary>The last session's number.</summary>
    public long Session { get; private set; }

    /// <summary>The last note's number.</summary>
    public long Note { get; private set; }

    /// <summary>The session's state after the last step (<see cref="SessionState"/>).</summary>
    public int State { get; private set; }

    /// <summary>The account of the session; empty for none.</summary>
    public string Account { get; private set; } = "";

    /// <summary>Minor units credited in the session, and on no receipt yet.</summary>
    public long SessionValue { get; private set; }

    /// <summary>Notes credited in the session.</summary>
    public long SessionNotes { get; private set; }

    /// <summary>Coins credited in the session.</summary>
    public long SessionCoins { get; private set; }

    /// <summary>True while the session's money has no receipt number.</summary>
    public bool ReceiptOwed { get; private set; }

    /// <summary>The last receipt's number.</summary>
    public long Receipt { get; private set; }

    /// <summary>What the last receipt says, for a reprint: account, value, notes, coins.</summary>
    public string ReceiptAccount { get; private set; } = "";

    /// <summary>Minor units on it.</summary>
    public long ReceiptValue { get; private set; }

    /// <summary>Notes on it.</summary>
    public long ReceiptNotes { get; private set; }

    /// <summary>Coins on it.</summary>
    public long ReceiptCoins { get; private set; }

    /// <summary>Credited minor units in the box since the last collection.</summary>
    public long BoxCredited { get; private set; }

    /// <summary>Minor units in suspense in the box since then.</summary>
    public long BoxSuspense { get; private set; }

    /// <summary>Notes in the box since then.</summary>
    public long BoxNotes { get; private set; }

    /// <summary>Coins in the box since then.</summary>
    public long BoxCoins { get; private set; }

    /// <summary>Pieces of unknown value in the box since then.</summary>
    public long BoxUnknown { get; private set; }

    /// <summary>The last collection's number.</summary>
    public long Collection { get; private set; }

    /// <summary>Minor units taken since the cloud was last heard of: the offline limit is held against it.</summary>
    public long OfflineValue { get; set; }

    /// <summary>ISO 4217 of the last money.</summary>
    public string Currency { get; private set; } = KioskLimits.NoCurrency;

    /// <summary>Edges of door and box ever journalled; the lowest bit is the contact.</summary>
    public long DoorEdges { get; set; }

    /// <summary>Edges of the cash box.</summary>
    public long BoxEdges { get; set; }

    /// <summary>What is known of a device.</summary>
    public DeviceMemory Of(int device) => _devices[device];

    /// <summary>True when a note of any device is on its way.</summary>
    public bool HasPending
    {
        get
        {
            for (var i = 0; i < _devices.Length; i++)
            {
                if (_devices[i].HasPending)
                {
                    return true;
                }
            }
            return false;
        }
    }

    /// <summary>True for a record that this memory does not hold yet.</summary>
    public bool IsNews(MoneyRecord record) => record.Record > Record;

    /// <summary>Counts records from 1 again: the journal has begun another epoch.</summary>
    public void BeginEpoch(ulong epoch)
    {
        Epoch = epoch;
        Record = 0;
        Chain = new byte[MoneyRecord.ChainBytes];
    }

    /// <summary>Takes a record in.</summary>
    public void Apply(MoneyRecord record)
    {
        Record = record.Record;
        Chain = record.Chain;
        Session = record.Session > Session ? record.Session : Session;
        Note = record.Note > Note ? record.Note : Note;
        if (record.Type <= MoneyType.Suspense)
        {
            ApplyNote(record);
        }
        else if (record.Type == MoneyType.Step)
        {
            ApplyStep(record);
        }
        else if (record.Type == MoneyType.Receipt)
        {
            Receipt = record.Number(0);
            ReceiptAccount = record.Account == null ? "" : record.Account;
            ReceiptValue = record.Value;
            ReceiptNotes = record.Number(2);
            ReceiptCoins = record.Number(3);
            if (record.Number(1) == ReceiptState.Made)
            {
                ReceiptOwed = false;
                SessionValue = 0;
                SessionNotes = 0;
                SessionCoins = 0;
            }
        }
        else if (record.Type == MoneyType.Collection)
        {
            Collection = record.Number(0);
            BoxCredited = 0;
            BoxSuspense = 0;
            BoxNotes = 0;
            BoxCoins = 0;
            BoxUnknown = 0;
        }
    }

    private void ApplyNote(MoneyRecord record)
    {
        if (record.Device < _devices.Length)
        {
            _devices[record.Device].Apply(record);
        }
        if (record.Type != MoneyType.Credited && record.Type != MoneyType.Suspense)
        {
            return;
        }
        var isCoin = record.Device == KioskLimits.CoinDevice;
        Currency = record.Currency;
        BoxNotes += isCoin ? 0 : 1;
        BoxCoins += isCoin ? 1 : 0;
        BoxUnknown += record.Value == 0 ? 1 : 0;
        OfflineValue += record.Value;
        if (record.Type == MoneyType.Suspense)
        {
            BoxSuspense += record.Value;
            return;
        }
        BoxCredited += record.Value;
        SessionValue += record.Value;
        SessionNotes += isCoin ? 0 : 1;
        SessionCoins += isCoin ? 1 : 0;
        ReceiptOwed = true;
        Account = record.Account;
    }

    private void ApplyStep(MoneyRecord record)
    {
        State = (int)record.Number(2);
        if (State == SessionState.Open)
        {
            SessionValue = 0;
            SessionNotes = 0;
            SessionCoins = 0;
            Account = record.Account == null ? "" : record.Account;
        }
        else if (State == SessionState.Idle)
        {
            Account = "";
        }
    }

    /// <summary>The memory as a state of the journal.</summary>
    public byte[] ToState(CborWriter writer)
    {
        writer.Reset();
        writer.WriteArray(Items);
        writer.WriteUInt(Version);
        writer.WriteUInt(Epoch);
        writer.WriteUInt((ulong)Record);
        writer.WriteBytes(Chain, 0, Chain.Length);
        writer.WriteUInt((ulong)Session);
        writer.WriteUInt((ulong)Note);
        writer.WriteUInt((ulong)State);
        writer.WriteText(Account);
        writer.WriteUInt((ulong)SessionValue);
        writer.WriteUInt((ulong)SessionNotes);
        writer.WriteUInt((ulong)SessionCoins);
        writer.WriteUInt(ReceiptOwed ? 1u : 0u);
        writer.WriteUInt((ulong)Receipt);
        writer.WriteText(ReceiptAccount);
        writer.WriteUInt((ulong)ReceiptValue);
        writer.WriteUInt((ulong)ReceiptNotes);
        writer.WriteUInt((ulong)ReceiptCoins);
        writer.WriteUInt((ulong)BoxCredited);
        writer.WriteUInt((ulong)BoxSuspense);
        writer.WriteUInt((ulong)BoxNotes);
        writer.WriteUInt((ulong)BoxCoins);
        writer.WriteUInt((ulong)BoxUnknown);
        writer.WriteUInt((ulong)Collection);
        writer.WriteUInt((ulong)OfflineValue);
        writer.WriteText(Currency);
        writer.WriteUInt((ulong)DoorEdges);
        writer.WriteUInt((ulong)BoxEdges);
        for (var i = 0; i < _devices.Length; i++)
        {
            _devices[i].Write(writer);
        }
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
        memory.Epoch = reader.ReadUInt();
        memory.Record = (long)reader.ReadUInt();
        memory.Chain = reader.ReadBytes();
        memory.Session = (long)reader.ReadUInt();
        memory.Note = (long)reader.ReadUInt();
        memory.State = (int)reader.ReadUInt();
        memory.Account = reader.ReadText();
        memory.SessionValue = (long)reader.ReadUInt();
        memory.SessionNotes = (long)reader.ReadUInt();
        memory.SessionCoins = (long)reader.ReadUInt();
        memory.ReceiptOwed = reader.ReadUInt() == 1;
        memory.Receipt = (long)reader.ReadUInt();
        memory.ReceiptAccount = reader.ReadText();
        memory.ReceiptValue = (long)reader.ReadUInt();
        memory.ReceiptNotes = (long)reader.ReadUInt();
        memory.ReceiptCoins = (long)reader.ReadUInt();
        memory.BoxCredited = (long)reader.ReadUInt();
        memory.BoxSuspense = (long)reader.ReadUInt();
        memory.BoxNotes = (long)reader.ReadUInt();
        memory.BoxCoins = (long)reader.ReadUInt();
        memory.BoxUnknown = (long)reader.ReadUInt();
        memory.Collection = (long)reader.ReadUInt();
        memory.OfflineValue = (long)reader.ReadUInt();
        memory.Currency = reader.ReadText();
        memory.DoorEdges = (long)reader.ReadUInt();
        memory.BoxEdges = (long)reader.ReadUInt();
        for (var i = 0; i < memory._devices.Length; i++)
        {
            memory._devices[i].Read(reader);
        }
        return reader.Failed || memory.Chain.Length != MoneyRecord.ChainBytes ? new KioskMemory() : memory;
    }
}
