using System.Net;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Host.Http;
using Wattline.Gateway.Mqtt;

namespace Wattline.Gateway.Host.Settings;

/// <summary>What settings must fulfil together. One line for each fault, beginning with the setting's name.</summary>
public static class SettingsValidator
{
    private const int TokenCharsMin = 16;
    private const int PortMax = 65_535;
    private const int KeepGigabytesMax = 100_000;

    /// <summary>Ten years: a date further back is a typing error.</summary>
    private const int KeepDaysMax = 3_650;

    /// <summary>A topic's level and an MQTT client id: what every broker takes.</summary>
    private const int ClientIdCharsMax = 64;

    /// <summary>Everything that is wrong; nothing when the gateway can start.</summary>
    public static IReadOnlyList<string> Check(GatewaySettings settings)
    {
        var faults = new List<string>();
        if (!ConcentratorId.TryParse(settings.Gateway.Name, out _)) faults.Add("Gateway:Name: must be given, 1 to 32 of A-Z a-z 0-9 - _");
        if (settings.Broker.Url is null) CheckMqtt(settings.Mqtt, faults);
        else CheckBroker(settings, faults);
        if (string.IsNullOrWhiteSpace(settings.Journal.Directory)) faults.Add("Journal:Directory: must name the directory that is this gateway's");
        if (settings.Journal.KeepGigabytes is < 1 or > KeepGigabytesMax) faults.Add($"Journal:KeepGigabytes: must be 1 to {KeepGigabytesMax}");
        if (settings.Journal.KeepDays is < 1 or > KeepDaysMax) faults.Add($"Journal:KeepDays: must be 1 to {KeepDaysMax}");
        CheckUplink(settings.Uplink, settings.Link, faults);
        CheckLink(settings.Link, faults);
        if (settings.Http.Port is < 0 or > PortMax) faults.Add("Http:Port: must be 0 to 65535");
        if (settings.Http.TokensFile is null && !IPAddress.IsLoopback(settings.Http.Address)) faults.Add($"Http:TokensFile: must be given when Http:Address is {settings.Http.Address}: other machines reach it");
        if (settings.Http.TokensFile is { } file && OperatorTokens.TryRead(file, out var tokensFault) is null) faults.Add($"Http:TokensFile: {tokensFault}");
        CheckPorts(settings, faults);
        CheckAnonymous(settings, faults);
        return faults;
    }

    private static void CheckMqtt(MqttSettings mqtt, List<string> faults)
    {
        if (mqtt.Port is < 0 or > PortMax) faults.Add("Mqtt:Port: must be 0 to 65535");
        if (mqtt.WebSocket.Port is < 0 or > PortMax) faults.Add("Mqtt:WebSocket:Port: must be 0 to 65535");
        if (mqtt.WebSocket.Port is null && (mqtt.WebSocket.Tls || !mqtt.WebSocket.Address.Equals(IPAddress.Loopback))) faults.Add("Mqtt:WebSocket:Port: must be given for an address or TLS of its own");
        if (mqtt.WebSocket.Tls && mqtt.Tls.CertificateFile is null) faults.Add("Mqtt:WebSocket:Tls: needs Mqtt:Tls:CertificateFile");
        if (!mqtt.Anonymous && mqtt.RefusedFilters.Count > 0) faults.Add("Mqtt:RefusedFilters: is for Mqtt:Anonymous; others are bounded by their credentials");
        if (mqtt.RefusedFilters.Any(static filter => filter.Length == 0)) faults.Add("Mqtt:RefusedFilters: an empty one refuses nothing");
        var secrets = mqtt.CredentialsFile ?? mqtt.TokenKeysFile;
        if (mqtt.Anonymous && secrets is not null) faults.Add("Mqtt:Anonymous: cannot be beside Mqtt:CredentialsFile or Mqtt:TokenKeysFile");
        if (!mqtt.Anonymous && secrets is null && mqtt.Tls.AuthorityFiles.Count == 0)
            faults.Add("Mqtt:CredentialsFile: must be given, or Mqtt:TokenKeysFile for tokens, or Mqtt:Tls:AuthorityFiles for certificates (for development Mqtt:Anonymous=true instead)");
        MustExist("Mqtt:CredentialsFile", mqtt.CredentialsFile, faults);
        MustExist("Mqtt:TokenKeysFile", mqtt.TokenKeysFile, faults);
        CheckLimits(mqtt.Limits, faults);
        CheckTls(mqtt, faults);
    }

    /// <summary>On every door that an anonymous client could come by.</summary>
    private static void CheckAnonymous(GatewaySettings settings, List<string> faults)
    {
        if (settings.Broker.Url is not null || !settings.Mqtt.Anonymous || settings.Mqtt.AnonymousBeyondLoopback) return;
        foreach (var (setting, address, _) in settings.Ports())
        {
            var isDoor = setting != "Http:Port" || settings.Mqtt.WebSocket.Port is null;
            if (isDoor && !IPAddress.IsLoopback(address))
                faults.Add($"Mqtt:Anonymous: on {address} ({setting}) other machines could say they are anybody; with Mqtt:AnonymousBeyondLoopback=true they may");
        }
    }

    private static void CheckLimits(MqttLimits limits, List<string> faults)
    {
        (string Setting, long Value, long Most)[] all =
        [
            ("Connections", limits.ConnectionsMax, 1_000_000), ("ConnectionsPerAddress", limits.ConnectionsPerAddressMax, 1_000_000),
            ("HandshakesPerSecond", limits.HandshakesPerSecondMax, 1_000_000), ("ConnectSeconds", (long)limits.ConnectWithin.TotalSeconds, 600),
            ("PacketBytes", limits.PacketBytesMax, limits.UnacknowledgedBytesMax), ("Subscriptions", limits.SubscriptionsMax, 100_000),
            ("MessagesPerSecond", limits.MessagesPerSecondMax, int.MaxValue), ("BytesPerSecond", limits.BytesPerSecondMax, int.MaxValue),
        ];
        foreach (var (setting, value, most) in all)
            if (value < 1 || value > most) faults.Add($"Mqtt:Limits:{setting}: must be 1 to {most}");
    }

    private static void CheckTls(MqttSettings mqtt, List<string> faults)
    {
        var tls = mqtt.Tls;
        if (tls.Port is < 0 or > PortMax) faults.Add("Mqtt:Tls:Port: must be 0 to 65535");
        if (tls.CertificateFile is null)
        {
            if (tls.KeyFile is not null || tls.AuthorityFiles.Count > 0 || tls.RevocationFiles.Count > 0) faults.Add("Mqtt:Tls:CertificateFile: must be given for TLS");
            if (!mqtt.Plain) faults.Add("Mqtt:Plain: without it and without Mqtt:Tls:CertificateFile nobody could connect");
            return;
        }
        MustExist("Mqtt:Tls:CertificateFile", tls.CertificateFile, faults);
        if (tls.KeyFile is null) faults.Add("Mqtt:Tls:KeyFile: must be given beside Mqtt:Tls:CertificateFile");
        MustExist("Mqtt:Tls:KeyFile", tls.KeyFile, faults);
        foreach (var file in tls.AuthorityFiles) MustExist("Mqtt:Tls:AuthorityFiles", file, faults);
        foreach (var file in tls.RevocationFiles) MustExist("Mqtt:Tls:RevocationFiles", file, faults);
        if (tls.AuthorityFiles.Count == 0 && (tls.RevocationFiles.Count > 0 || tls.CertificateOptional || tls.FreshRevocationRequired))
            faults.Add("Mqtt:Tls:AuthorityFiles: must be given where clients' certificates are checked");
        if (tls.FreshRevocationRequired && tls.RevocationFiles.Count == 0) faults.Add("Mqtt:Tls:RevocationFiles: must be given for Mqtt:Tls:FreshRevocationRequired");
    }

    private static void MustExist(string setting, string? file, List<string> faults)
    {
        if (file is not null && !File.Exists(file)) faults.Add($"{setting}: there is no file {file}");
    }

    /// <summary>No two listeners on one port.</summary>
    private static void CheckPorts(GatewaySettings settings, List<string> faults)
    {
        var taken = new Dictionary<int, string>();
        foreach (var (setting, _, port) in settings.Ports())
            if (port != 0 && !taken.TryAdd(port, setting)) faults.Add($"{setting}: is {taken[port]}'s as well");
    }

    private static void CheckBroker(GatewaySettings settings, List<string> faults)
    {
        var broker = settings.Broker;
        if (broker.ClientId is null && settings.Gateway.Name == IdentitySettings.NameAlone)
            faults.Add("Gateway:Name: gateways that share a broker have names of their own");
        if (!ConcentratorId.TryParse(broker.Group, out _)) faults.Add("Broker:Group: must be 1 to 32 of A-Z a-z 0-9 - _");
        if (broker.ClientId is { } id && (id.Length is 0 or > ClientIdCharsMax || id.AsSpan().ContainsAny("/+#\0")))
            faults.Add($"Broker:ClientId: must be 1 to {ClientIdCharsMax} characters without / + #");
        if (broker.SessionSeconds <= broker.StandInSeconds) faults.Add("Broker:SessionSeconds: must be longer than Broker:StandInSeconds, or what a lost gateway had is gone before another stands in");
        if (broker.StandInSeconds == 0) faults.Add("Broker:StandInSeconds: must be above 0");
        if (broker.CertificateFile is null != broker.KeyFile is null) faults.Add("Broker:KeyFile: certificate and key come together");
        if (!broker.Tls && (broker.CertificateFile ?? broker.AuthorityFile) is not null) faults.Add("Broker:Url: certificates need mqtts");
        MustExist("Broker:PasswordFile", broker.PasswordFile, faults);
        MustExist("Broker:AuthorityFile", broker.AuthorityFile, faults);
        MustExist("Broker:CertificateFile", broker.CertificateFile, faults);
        MustExist("Broker:KeyFile", broker.KeyFile, faults);
#if !SDK_PACKAGES
        if (broker.Client == BrokerClient.MqttNet) faults.Add("Broker:Client: this gateway was built without MQTTnet (SdkPackages=true)");
#endif
    }

    private static void CheckUplink(UplinkSettings uplink, LinkSettings link, List<string> faults)
    {
        if (uplink.Kind == UplinkKind.None) return;
        var isNeeded = uplink.Kind == UplinkKind.Http || link.Url is null;
        if (uplink.Url is null && isNeeded) faults.Add($"Uplink:Url: must be given{(uplink.Kind == UplinkKind.Http ? " for http" : ", or Link:Url: the registry comes from there")}");
        if (uplink.Token.Length < TokenCharsMin && isNeeded) faults.Add($"Uplink:Token: must have at least {TokenCharsMin} characters");
        if (uplink.Kind == UplinkKind.EventHub) HubSettingsCheck.Check(uplink.Hubs, faults);
    }

    private static void CheckLink(LinkSettings link, List<string> faults)
    {
        if (link.Url is null)
        {
            if (link.Token.Length > 0 || (link.AuthorityFile ?? link.CertificateFile ?? link.KeyFile) is not null) faults.Add("Link:Url: must be given for a link of its own");
            return;
        }
        if (link.CertificateFile is null != link.KeyFile is null) faults.Add("Link:KeyFile: certificate and key come together");
        if (link.Url.Scheme != Uri.UriSchemeHttps && !link.Url.IsLoopback) faults.Add("Link:Url: must be https, or on this machine");
        if (link.Url.Scheme != Uri.UriSchemeHttps && (link.CertificateFile ?? link.AuthorityFile) is not null) faults.Add("Link:Url: certificates need https");
        if (link.CertificateFile is null && link.Token.Length < TokenCharsMin) faults.Add($"Link:Token: must have at least {TokenCharsMin} characters where there is no Link:CertificateFile");
        MustExist("Link:AuthorityFile", link.AuthorityFile, faults);
        MustExist("Link:CertificateFile", link.CertificateFile, faults);
        MustExist("Link:KeyFile", link.KeyFile, faults);
    }
}
