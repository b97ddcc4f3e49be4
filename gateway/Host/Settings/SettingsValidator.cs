using System.Net;
using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Host.Settings;

/// <summary>What settings must fulfil together. One line for each fault, beginning with the setting's name.</summary>
public static class SettingsValidator
{
    private const int TokenCharsMin = 16;
    private const int PortMax = 65_535;

    /// <summary>Everything that is wrong; nothing when the gateway can start.</summary>
    public static IReadOnlyList<string> Check(GatewaySettings settings)
    {
        var faults = new List<string>();
        if (!ConcentratorId.TryParse(settings.Gateway.Name, out _)) faults.Add("Gateway:Name: must be given, 1 to 32 of A-Z a-z 0-9 - _");
        CheckMqtt(settings.Mqtt, faults);
        if (string.IsNullOrWhiteSpace(settings.Journal.Directory)) faults.Add("Journal:Directory: must name the directory that is this gateway's");
        CheckUplink(settings.Uplink, faults);
        if (settings.Http.Port is < 0 or > PortMax) faults.Add("Http:Port: must be 0 to 65535");
        if (settings.Http.Port != 0 && settings.Http.Port == settings.Mqtt.Port) faults.Add("Http:Port: is Mqtt:Port's as well");
        return faults;
    }

    private static void CheckMqtt(MqttSettings mqtt, List<string> faults)
    {
        if (mqtt.Port is < 0 or > PortMax) faults.Add("Mqtt:Port: must be 0 to 65535");
        if (mqtt.Anonymous && !IPAddress.IsLoopback(mqtt.Address) && !mqtt.AnonymousBeyondLoopback)
            faults.Add($"Mqtt:Anonymous: on {mqtt.Address} other machines could say they are anybody; with Mqtt:AnonymousBeyondLoopback=true they may");
        if (!mqtt.Anonymous && mqtt.RefusedFilters.Count > 0) faults.Add("Mqtt:RefusedFilters: is for Mqtt:Anonymous; others are bounded by their credentials");
        if (mqtt.RefusedFilters.Any(static filter => filter.Length == 0)) faults.Add("Mqtt:RefusedFilters: an empty one refuses nothing");
        if (mqtt.Anonymous && mqtt.CredentialsFile is not null) faults.Add("Mqtt:Anonymous: cannot be beside Mqtt:CredentialsFile");
        if (!mqtt.Anonymous && string.IsNullOrWhiteSpace(mqtt.CredentialsFile)) faults.Add("Mqtt:CredentialsFile: must be given (for development Mqtt:Anonymous=true instead)");
        else if (!mqtt.Anonymous && !File.Exists(mqtt.CredentialsFile)) faults.Add($"Mqtt:CredentialsFile: there is no file {mqtt.CredentialsFile}");
    }

    private static void CheckUplink(UplinkSettings uplink, List<string> faults)
    {
        if (uplink.PollEvery <= TimeSpan.Zero) faults.Add("Uplink:PollSeconds: must be above 0");
        if (uplink.Kind != UplinkKind.Http) return;
        if (uplink.Url is null) faults.Add("Uplink:Url: must be given for http");
        if (uplink.Token.Length < TokenCharsMin) faults.Add($"Uplink:Token: must have at least {TokenCharsMin} characters for http");
    }
}
