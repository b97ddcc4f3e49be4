namespace Wattline.Firmware.Kiosks;

/// <summary>Numbers of the kiosk, each with its reason.</summary>
public static class KioskLimits
{
    /// <summary>Devices that take money in one kiosk: a note validator and a coin acceptor.</summary>
    public const int DevicesMax = 2;

    /// <summary>The number of the note validator in records.</summary>
    public const int NoteDevice = 0;

    /// <summary>The number of the coin acceptor in records.</summary>
    public const int CoinDevice = 1;

    /// <summary>Between polls while notes may come: the manufacturers recommend 200 ms.</summary>
    public const int PollMs = 200;

    /// <summary>Between polls while the device is disabled: often enough to see it restart, rare enough to cost nothing.</summary>
    public const int IdlePollMs = 2000;

    /// <summary>Before a device that did not answer, or refused, is tried again; and before a journal that refused is.</summary>
    public const int RetryMs = 1000;

    /// <summary>A customer who puts nothing in for a minute has left.</summary>
    public const int SessionMs = 60000;

    /// <summary>A customer who does not say whether the name is theirs has left.</summary>
    public const int ConfirmMs = 30000;

    /// <summary>An answer of the cloud takes two hops each way, some seconds; then the list that was kept is looked up.</summary>
    public const int CloudMs = 5000;

    /// <summary>A directory that has not answered by then does not.</summary>
    public const int AskMs = 10000;

    /// <summary>Devices that are closed are quiet and settled within seconds; one that is not by then is gone, and holds nobody up.</summary>
    public const int SettleMs = 10000;

    /// <summary>A collector takes a box out and puts another in within half an hour.</summary>
    public const int CollectMs = 1800000;

    /// <summary>A receipt is printed within seconds; after this time it is not.</summary>
    public const int PrintMs = 10000;

    /// <summary>A note is in the box or back in the hand within seconds; after this time the device is asked anew.</summary>
    public const int NoteMs = 30000;

    /// <summary>A moving note shows in every poll, and takes at most about 2 s: after this time of quiet nothing moves.</summary>
    public const int QuietMs = 3000;

    /// <summary>A coin falls for less than a second: what was on its way when the acceptor was closed is told by then.</summary>
    public const int CoinQuietMs = 1000;

    /// <summary>Without the concentrator one note can move at most; more than this is another device, or a counter that was reset.</summary>
    public const int UncountedNotesMax = 16;

    /// <summary>Money events of one poll that have to wait for the counters: the validator holds one note.</summary>
    public const int QuestionsMax = 8;

    /// <summary>Characters of an account (docs/uplink.md).</summary>
    public const int AccountCharsMax = 32;

    /// <summary>Minor units of one note or coin: no central bank issues one above 1,000,000 of a currency of two decimals. A channel that is worth more is not opened.</summary>
    public const long PieceValueMax = 100000000;

    /// <summary>Minor units that one session may take: what fits into 1,000 of the largest notes in use (1,000.00), far beyond any bill of a flat.</summary>
    public const long SessionValueMax = 100000000;

    /// <summary>Minor units that a collector may say to have counted (docs/uplink.md): what is more is a slip of the finger.</summary>
    public const long BoxValueMax = 1000000000000;

    /// <summary>Bytes of a money body and of the state, which is longer: three texts of 32 with two devices' fields of at most 9 bytes.</summary>
    public const int StateBytesMax = 512;

    /// <summary>Bytes of a record's detail: six numbers, or a number and a text of 32.</summary>
    public const int DetailBytesMax = 64;

    /// <summary>Items of a record's detail.</summary>
    public const int DetailItemsMax = 6;

    /// <summary>The currency of a record that was made before any device told one (ISO 4217: no currency).</summary>
    public const string NoCurrency = "XXX";

    /// <summary>Bytes of a kiosk's key.</summary>
    public const int KeyBytes = 32;

    /// <summary>The version of the validator's events that <see cref="SspEvent"/> knows.</summary>
    public const int ProtocolVersion = 7;
}
