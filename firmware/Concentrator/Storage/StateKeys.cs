namespace Wattline.Firmware.Storage;

/// <summary>Keys of the small states that the journal keeps.</summary>
public static class StateKeys
{
    /// <summary>The kiosks' list of customers, as it was received (CBOR).</summary>
    public const int Customers = 0;

    /// <summary>The reading plan in use, as it was received (CBOR).</summary>
    public const int Plan = 1;

    /// <summary>How far the slots are closed (the end of the last closed window, Unix seconds, 8 bytes, most significant first): every meter of the plan has its entry up to here. Then, 8 bytes, the sequence up to which readings are disowned, because their clock was wrong. Then a byte: 1 when the device has run without the time since.</summary>
    public const int Slots = 2;

    /// <summary>How often the device has started, as the boot event counts it.</summary>
    public const int Boots = 3;

    /// <summary>The cabinet's door: open or closed, and how often it moved.</summary>
    public const int Door = 4;

    /// <summary>How far the tasks of the plan's meters are (version of the plan, then 4 bytes for each, least significant first).</summary>
    public const int Owed = 5;

    /// <summary>Which slots' registers are to be read from the meters' load records (<c>Owed/Gaps.cs</c>).</summary>
    public const int Gaps = 6;

    /// <summary>The first kiosk's counters and the note that is on its way; further kiosks follow, to 15.</summary>
    public const int FirstKiosk = 8;

    /// <summary>The first page of the last decisions for meters; <see cref="CommandPages"/> of them, made in order.</summary>
    public const int FirstCommandPage = 16;

    /// <summary>Pages of decisions.</summary>
    public const int CommandPages = 32;

    /// <summary>The first command under way, to 63: its state and its signed part; empty when it is over.</summary>
    public const int FirstOpenCommand = 48;

    /// <summary>Keys are 0 to 63.</summary>
    public const int Count = 64;
}
