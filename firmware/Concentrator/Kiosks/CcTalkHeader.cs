namespace Wattline.Firmware.Kiosks;

/// <summary>Headers of ccTalk that the host uses (Generic Specification, part 2).</summary>
public static class CcTalkHeader
{
    /// <summary>A reply.</summary>
    public const int Reply = 0;

    /// <summary>Refused.</summary>
    public const int Nak = 5;

    /// <summary>Not now.</summary>
    public const int Busy = 6;

    /// <summary>How a note validator works: bit 0 stacker, bit 1 escrow.</summary>
    public const int BillMode = 153;

    /// <summary>What becomes of the note in escrow: 0 return, 1 stack.</summary>
    public const int RouteBill = 154;

    /// <summary>Factor and decimals of a country: notes say major units.</summary>
    public const int CountryScaling = 156;

    /// <summary>The name of a note: country, value, issue.</summary>
    public const int BillId = 157;

    /// <summary>Counter and the last five events of a note validator.</summary>
    public const int BillEvents = 159;

    /// <summary>The name of a coin: country, value, issue.</summary>
    public const int CoinId = 184;

    /// <summary>Pieces accepted ever: 24 bits, lowest byte first.</summary>
    public const int AcceptCounter = 225;

    /// <summary>All or nothing: bit 0 set accepts.</summary>
    public const int MasterInhibit = 228;

    /// <summary>Counter and the last five events of a coin acceptor.</summary>
    public const int CoinEvents = 229;

    /// <summary>Which positions are accepted.</summary>
    public const int Inhibits = 231;

    /// <summary>Are you there?</summary>
    public const int SimplePoll = 254;
}
