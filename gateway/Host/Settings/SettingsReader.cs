using System.Globalization;
using System.Net;

namespace Wattline.Gateway.Host.Settings;

/// <summary>Reads settings from a configuration. What cannot be read is a fault beside those of the validator.</summary>
public static class SettingsReader
{
    private static readonly string[] _known =
    [
        "Gateway:Name", "Mqtt:Address", "Mqtt:Port", "Mqtt:CredentialsFile", "Mqtt:Anonymous", "Mqtt:AnonymousBeyondLoopback",
        "Mqtt:RefusedFilters", "Mqtt:Plain", "Mqtt:Tls:Address", "Mqtt:Tls:Port", "Mqtt:Tls:CertificateFile", "Mqtt:Tls:KeyFile", "Mqtt:Tls:AuthorityFiles",
        "Mqtt:Tls:RevocationFiles", "Mqtt:Tls:CertificateOptional", "Mqtt:Tls:FreshRevocationRequired", "Mqtt:TokenKeysFile",
        "Mqtt:WebSocket:Port", "Mqtt:WebSocket:Address", "Mqtt:WebSocket:Tls", "Mqtt:WebSocket:Origins", "Mqtt:Limits:Connections",
        "Mqtt:Limits:ConnectionsPerAddress", "Mqtt:Limits:HandshakesPerSecond", "Mqtt:Limits:ConnectSeconds", "Mqtt:Limits:PacketBytes", "Mqtt:Limits:Subscriptions",
        "Mqtt:Limits:MessagesPerSecond", "Mqtt:Limits:BytesPerSecond", "Journal:Directory", "Journal:KeepGigabytes", "Journal:KeepDays",
        "Broker:Url", "Broker:Group", "Broker:ClientId", "Broker:User", "Broker:PasswordFile", "Broker:AuthorityFile", "Broker:CertificateFile",
        "Broker:KeyFile", "Broker:SessionSeconds", "Broker:StandInSeconds", "Broker:Client",
        "Uplink:Kind", "Uplink:Url", "Uplink:Token", "Link:Url", "Link:Token", "Link:AuthorityFile", "Link:CertificateFile", "Link:KeyFile",
        "Uplink:Hubs:ConnectionString", "Uplink:Hubs:Endpoint", "Uplink:Hubs:TokenFile", "Uplink:Hubs:Client", "Uplink:Hubs:Money", "Uplink:Hubs:Events", "Uplink:Hubs:Readings",
        "Http:Address", "Http:Port", "Http:TokensFile", "Telemetry:OtlpEndpoint",
    ];

    /// <summary>Reads and validates.</summary>
    /// <exception cref="SettingsException">Something is wrong; it names everything that is.</exception>
    public static GatewaySettings Read(IConfiguration configuration)
    {
        var faults = new List<string>();
        var unread = new HashSet<string>();
        var plain = new GatewaySettings();
        var limits = plain.Mqtt.Limits;
        var uplink = Take("Uplink:Kind", TryKind, UplinkKind.None, "http, eventhub or none");
        var settings = new GatewaySettings
        {
            Gateway = new() { Name = configuration["Gateway:Name"] ?? (uplink == UplinkKind.None ? IdentitySettings.NameAlone : "") },
            Mqtt = new()
            {
                Address = Take("Mqtt:Address", IPAddress.TryParse, plain.Mqtt.Address, "an IP address"),
                Port = Take("Mqtt:Port", TryInteger, plain.Mqtt.Port, "a port"),
                Plain = Take("Mqtt:Plain", bool.TryParse, plain.Mqtt.Plain, "true or false"),
                Tls = new()
                {
                    Address = Take("Mqtt:Tls:Address", IPAddress.TryParse, plain.Mqtt.Tls.Address, "an IP address"),
                    Port = Take("Mqtt:Tls:Port", TryInteger, plain.Mqtt.Tls.Port, "a port"),
                    CertificateFile = configuration["Mqtt:Tls:CertificateFile"],
                    KeyFile = configuration["Mqtt:Tls:KeyFile"],
                    AuthorityFiles = Many(configuration.GetSection("Mqtt:Tls:AuthorityFiles")),
                    RevocationFiles = Many(configuration.GetSection("Mqtt:Tls:RevocationFiles")),
                    CertificateOptional = Take("Mqtt:Tls:CertificateOptional", bool.TryParse, false, "true or false"),
                    FreshRevocationRequired = Take("Mqtt:Tls:FreshRevocationRequired", bool.TryParse, false, "true or false"),
                },
                WebSocket = new()
                {
                    Port = Take<int?>("Mqtt:WebSocket:Port", TryPort, null, "a port"),
                    Address = Take("Mqtt:WebSocket:Address", IPAddress.TryParse, plain.Mqtt.WebSocket.Address, "an IP address"),
                    Tls = Take("Mqtt:WebSocket:Tls", bool.TryParse, false, "true or false"),
                    Origins = Many(configuration.GetSection("Mqtt:WebSocket:Origins")),
                },
                TokenKeysFile = configuration["Mqtt:TokenKeysFile"],
                Limits = limits with
                {
                    ConnectionsMax = Take("Mqtt:Limits:Connections", TryInteger, limits.ConnectionsMax, "a number"),
                    ConnectionsPerAddressMax = Take("Mqtt:Limits:ConnectionsPerAddress", TryInteger, limits.ConnectionsPerAddressMax, "a number"),
                    HandshakesPerSecondMax = Take("Mqtt:Limits:HandshakesPerSecond", TryInteger, limits.HandshakesPerSecondMax, "a number"),
                    ConnectWithin = TimeSpan.FromSeconds(Take("Mqtt:Limits:ConnectSeconds", TryInteger, (int)limits.ConnectWithin.TotalSeconds, "a number of seconds")),
                    PacketBytesMax = Take("Mqtt:Limits:PacketBytes", TryInteger, limits.PacketBytesMax, "a number"),
                    SubscriptionsMax = Take("Mqtt:Limits:Subscriptions", TryInteger, limits.SubscriptionsMax, "a number"),
                    MessagesPerSecondMax = Take("Mqtt:Limits:MessagesPerSecond", TryInteger, limits.MessagesPerSecondMax, "a number"),
                    BytesPerSecondMax = Take("Mqtt:Limits:BytesPerSecond", TryInteger, (int)limits.BytesPerSecondMax, "a number"),
                },
                CredentialsFile = configuration["Mqtt:CredentialsFile"],
                Anonymous = Take("Mqtt:Anonymous", bool.TryParse, false, "true or false"),
                AnonymousBeyondLoopback = Take("Mqtt:AnonymousBeyondLoopback", bool.TryParse, false, "true or false"),
                RefusedFilters = Many(configuration.GetSection("Mqtt:RefusedFilters")),
            },
            Broker = new()
            {
                Url = Take<Uri?>("Broker:Url", TryBrokerUri, null, "mqtt://host:1883 or mqtts://host:8883"),
                Group = configuration["Broker:Group"] ?? plain.Broker.Group,
                ClientId = configuration["Broker:ClientId"],
                User = configuration["Broker:User"],
                PasswordFile = configuration["Broker:PasswordFile"],
                AuthorityFile = configuration["Broker:AuthorityFile"],
                CertificateFile = configuration["Broker:CertificateFile"],
                KeyFile = configuration["Broker:KeyFile"],
                SessionSeconds = Take("Broker:SessionSeconds", TryInteger, plain.Broker.SessionSeconds, "a number of seconds"),
                StandInSeconds = Take("Broker:StandInSeconds", TryInteger, plain.Broker.StandInSeconds, "a number of seconds"),
                Client = Take("Broker:Client", TryClient, BrokerClient.Own, "own or mqttnet"),
            },
            Journal = new()
            {
                Directory = configuration["Journal:Directory"] ?? "",
                KeepGigabytes = Take("Journal:KeepGigabytes", TryInteger, plain.Journal.KeepGigabytes, "a number of gigabytes"),
                KeepDays = Take("Journal:KeepDays", TryInteger, plain.Journal.KeepDays, "a number of days"),
            },
            Uplink = new()
            {
                Kind = uplink,
                Url = Take<Uri?>("Uplink:Url", TryUri, null, "an absolute address"),
                Token = configuration["Uplink:Token"] ?? "",
                Hubs = new()
                {
                    ConnectionString = configuration["Uplink:Hubs:ConnectionString"],
                    Endpoint = configuration["Uplink:Hubs:Endpoint"],
                    TokenFile = configuration["Uplink:Hubs:TokenFile"],
                    Client = Take("Uplink:Hubs:Client", TryClient, HubClient.Own, "own or azure"),
                    Money = configuration["Uplink:Hubs:Money"] ?? plain.Uplink.Hubs.Money,
                    Events = configuration["Uplink:Hubs:Events"] ?? plain.Uplink.Hubs.Events,
                    Readings = configuration["Uplink:Hubs:Readings"] ?? plain.Uplink.Hubs.Readings,
                },
            },
            Link = new()
            {
                Url = Take<Uri?>("Link:Url", TryUri, null, "an absolute address"),
                Token = configuration["Link:Token"] ?? "",
                AuthorityFile = configuration["Link:AuthorityFile"],
                CertificateFile = configuration["Link:CertificateFile"],
                KeyFile = configuration["Link:KeyFile"],
            },
            Http = new()
            {
                Address = Take("Http:Address", IPAddress.TryParse, plain.Http.Address, "an IP address"),
                TokensFile = configuration["Http:TokensFile"],
                Port = Take("Http:Port", TryInteger, plain.Http.Port, "a port"),
            },
            Telemetry = new() { OtlpEndpoint = Take<Uri?>("Telemetry:OtlpEndpoint", TryUri, null, "an absolute address") },
        };
        foreach (var section in _known.Select(static key => key.Split(':')[0]).Distinct())
            foreach (var (path, value) in configuration.GetSection(section).AsEnumerable())
                if (value is not null && !IsKnown(path)) faults.Add($"{path}: there is no such setting");
        // What could not be read was said already.
        faults.AddRange(SettingsValidator.Check(settings).Where(fault => !unread.Any(key => fault.StartsWith($"{key}:", StringComparison.Ordinal))));
        return faults.Count == 0 ? settings : throw new SettingsException(faults);

        T Take<T>(string key, TryParse<T> parse, T otherwise, string wanted)
        {
            if (configuration[key] is not { } text) return otherwise;
            if (parse(text, out var value)) return value!;
            faults.Add($"{key}: '{text}' is not {wanted}");
            unread.Add(key);
            return otherwise;
        }
    }

    /// <summary>Also one of many: its number is left out.</summary>
    private static bool IsKnown(string path)
    {
        var last = path.LastIndexOf(':');
        var plain = last > 0 && path[(last + 1)..].All(char.IsAsciiDigit) ? path[..last] : path;
        return _known.Contains(plain, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>A setting that may be given once, or many times with a number behind it (Mqtt:RefusedFilters:0).</summary>
    private static IReadOnlyList<string> Many(IConfigurationSection section) =>
        [.. section.GetChildren().Select(static child => child.Value).Prepend(section.Value).OfType<string>()];

    private delegate bool TryParse<T>(string text, out T? value);

    private static bool TryInteger(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool TryPort(string text, out int? value)
    {
        var good = TryInteger(text, out var port);
        value = port;
        return good;
    }

    private static bool TryKind(string text, out UplinkKind kind) => Enum.TryParse(text, ignoreCase: true, out kind) && Enum.IsDefined(kind);

    private static bool TryClient<T>(string text, out T client)
        where T : struct, Enum => Enum.TryParse(text, ignoreCase: true, out client) && Enum.IsDefined(client);

    private static bool TryBrokerUri(string text, out Uri? uri) => Uri.TryCreate(text, UriKind.Absolute, out uri) && uri.Scheme is "mqtt" or "mqtts";

    private static bool TryUri(string text, out Uri? uri) => Uri.TryCreate(text, UriKind.Absolute, out uri) && uri.Scheme is "http" or "https";
}
