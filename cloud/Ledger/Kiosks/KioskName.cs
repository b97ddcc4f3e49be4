using Wattline.Cloud.Ledger.Accounts;

namespace Wattline.Cloud.Ledger.Kiosks;

/// <summary>A kiosk's name as the subject of its accounts.</summary>
internal static class KioskName
{
    /// <summary>Money of a kiosk whose name cannot be one: it is there, and somebody has to look.</summary>
    public const string Unnamed = "(unnamed)";

    public static string Subject(string kiosk) => AccountKey.IsSubject(kiosk) ? kiosk : Unnamed;
}
