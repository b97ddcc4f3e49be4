namespace Wattline.Simulators.Block;

/// <summary>What takes the money in a kiosk.</summary>
public enum KioskKind
{
    /// <summary>A note validator that speaks SSP.</summary>
    Ssp,

    /// <summary>A note validator and a coin acceptor on one ccTalk line.</summary>
    CcTalk,

    /// <summary>A note validator that speaks CCNET.</summary>
    CcNet,

    /// <summary>A note validator that demands encrypted SSP.</summary>
    EncryptedSsp,
}
