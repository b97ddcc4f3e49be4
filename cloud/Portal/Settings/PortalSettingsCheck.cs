using System.Net;
using Wattline.Cloud.Ingest.Hubs;
using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Portal.Access;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Portal.Settings;

/// <summary>Checks the settings: all faults at once.</summary>
public static class PortalSettingsCheck
{
    /// <summary>A token of 16 random bytes has 22 characters in Base64; shorter ones can be tried.</summary>
    public const int TokenCharsMin = 16;

    /// <summary>A webhook's secret: 18 random bytes have 24 characters in Base64.</summary>
    public const int WebhookSecretCharsMin = 24;

    /// <summary>A day: a gap that old concerns the bill.</summary>
    public const int SettlingSecondsMax = 86_400;

    /// <summary>Every fault, each with the setting's name; empty when all is well.</summary>
    public static IReadOnlyList<string> Faults(PortalSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var faults = new List<string>();
        var listenable = Uri.TryCreate(settings.Listen, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.AbsolutePath == "/";
        if (!listenable) faults.Add($"Listen: '{settings.Listen}' is no address such as http://127.0.0.1:8480");
        if (settings.DatabaseFile.Length > 0 && settings.DatabaseConnection.Length > 0) faults.Add("DatabaseFile, DatabaseConnection: one database, not two");
        foreach (var (gateway, token) in settings.GatewayTokens)
        {
            if (gateway.Length == 0 || gateway.Contains('/', StringComparison.Ordinal)) faults.Add($"GatewayTokens: '{gateway}' is no gateway's name");
            if (TokenHash.IsHash(token)) continue;
            CheckToken(faults, $"GatewayTokens:{gateway}", token, needed: true);
        }

        CheckDoor(faults, settings.GatewayDoor);
        if (settings.GatewayDoor.CertificateFile is not null && url?.Scheme == Uri.UriSchemeHttps) faults.Add("Listen: beside GatewayDoor it is http; a proxy in front of it speaks TLS");
        CheckToken(faults, "ReadToken", settings.ReadToken, needed: false);
        CheckToken(faults, "AdminToken", settings.AdminToken, needed: false);
        CheckPeople(faults, settings);
        var tokens = settings.GatewayTokens.Values.Append(settings.ReadToken).Append(settings.AdminToken).Concat(settings.People.Values.Select(static person => person.Token)).Where(token => token.Length > 0).ToList();
        if (tokens.Distinct(StringComparer.Ordinal).Count() < tokens.Count) faults.Add("GatewayTokens, ReadToken, AdminToken, People: two of them are the same");
        if (settings.AnonymousReads && listenable && !IsLoopback(url!)) faults.Add("AnonymousReads: only with an address of this machine's own (127.0.0.1) in Listen");
        if (settings.SettlingSeconds is < 0 or > SettlingSecondsMax) faults.Add($"SettlingSeconds: {settings.SettlingSeconds} is not within 0 and {SettlingSecondsMax}");
        CheckWebhook(faults, settings.Webhook);
        faults.AddRange(settings.Arrears.Faults());
        if (settings.Kiosks.ValueMax < 0 || settings.Kiosks.OfflineValueMax < 0) faults.Add("Kiosks: ValueMax and OfflineValueMax are minor units of 0 and more");
        if (!AccountKey.IsCurrency(settings.Kiosks.Currency)) faults.Add($"Kiosks:Currency: '{settings.Kiosks.Currency}' is no currency such as CNY");
        faults.AddRange(HubsSettingsCheck.Faults(settings.Hubs, "Hubs"));
        return faults;
    }

    private static void CheckWebhook(List<string> faults, WebhookSettings webhook)
    {
        if (webhook.Url.Length == 0) return;
        if (!Uri.TryCreate(webhook.Url, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && IsLoopback(url))))
            faults.Add("Webhook:Url: https is needed, or http on this machine");
        if (webhook.Secret.Length < WebhookSecretCharsMin) faults.Add($"Webhook:Secret: {WebhookSecretCharsMin} characters at least");
    }

    private static void CheckDoor(List<string> faults, GatewayDoorSettings door)
    {
        if (door.CertificateFile is null)
        {
            if ((door.KeyFile ?? door.AuthorityFile) is not null || door.Gateways.Count > 0) faults.Add("GatewayDoor:CertificateFile: must be given for the gateways' door");
            return;
        }
        if (!Uri.TryCreate(door.Listen, UriKind.Absolute, out var url) || url.Scheme != "https" || !IPAddress.TryParse(url.Host.Trim('[', ']'), out _))
            faults.Add($"GatewayDoor:Listen: '{door.Listen}' is no address such as https://0.0.0.0:8481");
        foreach (var (name, file) in new[] { ("CertificateFile", door.CertificateFile), ("KeyFile", door.KeyFile), ("AuthorityFile", door.AuthorityFile) })
            if (file is null || !File.Exists(file)) faults.Add($"GatewayDoor:{name}: there is no file {file ?? "given"}");
        foreach (var gateway in door.Gateways)
            if (!ConcentratorId.TryParse(gateway, out _)) faults.Add($"GatewayDoor:Gateways: '{gateway}' is no gateway's name");
    }

    private static void CheckPeople(List<string> faults, PortalSettings settings)
    {
        foreach (var (kiosk, key) in settings.KioskKeys)
            if (key.Length != 64 || !key.All(char.IsAsciiHexDigit)) faults.Add($"KioskKeys:{kiosk}: 32 bytes as 64 hex digits are needed.");
        foreach (var (name, person) in settings.People)
        {
            if (name.Length == 0 || name == Doorkeeper.AdminName) faults.Add($"People: '{name}' is no person's name");
            if (!TokenHash.IsHash(person.Token)) CheckToken(faults, $"People:{name}:Token", person.Token, needed: true);
            foreach (var right in person.Rights)
                if (!Rights.All.Contains(right)) faults.Add($"People:{name}:Rights: '{right}' is none of {string.Join(", ", Rights.All)}");
        }
        if (settings.Commands.MasterKeyFile.Length > 0 && CommandsMaster.Read(settings.Commands.MasterKeyFile) is null)
            faults.Add($"Commands:MasterKeyFile: {settings.Commands.MasterKeyFile} is no file with 64 hex digits");
        if (settings.Commands.TripsOfArea is < 0 or > 10_000) faults.Add($"Commands:TripsOfArea: {settings.Commands.TripsOfArea} is not within 0 and 10000");
    }

    private static bool IsLoopback(Uri url) => url.IsLoopback || (IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address));

    private static void CheckToken(List<string> faults, string name, string token, bool needed)
    {
        if (token.Length == 0 && !needed) return;
        if (token.Length < TokenCharsMin) faults.Add($"{name}: shorter than {TokenCharsMin} characters");
        if (token.Any(c => c is <= ' ' or > '~')) faults.Add($"{name}: has characters that a header cannot carry");
    }
}
