using Wattline.Gateway.Uplinks.EventHubs;

namespace Wattline.Gateway.Host.Settings;

/// <summary>What the hubs' settings must fulfil. Faults never repeat what lets one in.</summary>
internal static class HubSettingsCheck
{
    /// <summary>Event Hubs' rule for a hub's name.</summary>
    private const int NameCharsMax = 256;

    public static void Check(HubSettings hubs, List<string> faults)
    {
        foreach (var (key, name) in new[] { ("Money", hubs.Money), ("Events", hubs.Events), ("Readings", hubs.Readings) })
            if (!IsName(name)) faults.Add($"Uplink:Hubs:{key}: must be 1 to {NameCharsMax} of A-Z a-z 0-9 - _ . and begin and end with a letter or a digit");
        if (new[] { hubs.Money, hubs.Events, hubs.Readings }.Distinct(StringComparer.OrdinalIgnoreCase).Count() < 3)
            faults.Add("Uplink:Hubs:Money: money, events and readings have a hub each, so that the trouble of one does not stop the others");
#if !SDK_PACKAGES
        if (hubs.Client == HubClient.Azure) faults.Add("Uplink:Hubs:Client: this gateway was built without Azure's SDK (SdkPackages=true)");
#endif
        if (hubs.ConnectionString is null) CheckEndpoint(hubs, faults);
        else if (hubs.Endpoint is not null || hubs.TokenFile is not null) faults.Add("Uplink:Hubs:ConnectionString: cannot be beside Uplink:Hubs:Endpoint and Uplink:Hubs:TokenFile");
        else if (hubs.Access.TextFault() is { } fault) faults.Add($"Uplink:Hubs:ConnectionString: {fault}");
    }

    private static void CheckEndpoint(HubSettings hubs, List<string> faults)
    {
        if (hubs.Endpoint is null)
        {
            faults.Add("Uplink:Hubs:ConnectionString: must be given for eventhub, or Uplink:Hubs:Endpoint and Uplink:Hubs:TokenFile");
            return;
        }
        if (!hubs.Access.EndpointIsGood()) faults.Add($"Uplink:Hubs:Endpoint: '{hubs.Endpoint}' is not sb://host or sb://host:port");
        if (hubs.TokenFile is null) faults.Add("Uplink:Hubs:TokenFile: must be given beside Uplink:Hubs:Endpoint");
        else if (!File.Exists(hubs.TokenFile)) faults.Add($"Uplink:Hubs:TokenFile: there is no file {hubs.TokenFile}");
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameCharsMax && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
        && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1]);
}
