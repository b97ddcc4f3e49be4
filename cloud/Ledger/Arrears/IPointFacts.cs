namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>What other rooms know of a point. The host fills this port; what it does not know it answers on the side of the customer.</summary>
public interface IPointFacts
{
    /// <summary>Tells it.</summary>
    /// <param name="meter">The point's meter.</param>
    /// <param name="kiosks">Kiosks that have served this customer.</param>
    PointFacts Of(string meter, IReadOnlyList<string> kiosks);
}

/// <summary>What is known of a point.</summary>
/// <param name="IsOnEstimate">Its readings are estimated or doubtful.</param>
/// <param name="IsKioskSilent">A kiosk that may hold the customer's cash has not reported all, or not been heard.</param>
/// <param name="KeepsPower">It keeps its power (保电).</param>
/// <param name="Relay">What its meter says.</param>
/// <param name="RelayAtMs">When it said so, Unix milliseconds; null when it never did.</param>
public sealed record PointFacts(bool IsOnEstimate, bool IsKioskSilent, bool KeepsPower, RelayState Relay, long? RelayAtMs);
