using Wattline.Cloud.Ingest.Hubs;

namespace Wattline.Cloud.Portal.Settings;

/// <summary>What an operator sets, in section <c>Portal</c>. There is no default for any token: without one its door is shut.</summary>
public sealed record PortalSettings
{
    /// <summary>The section's name.</summary>
    public const string Section = "Portal";

    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public string Listen { get; init; } = "http://127.0.0.1:8480";

    /// <summary>The database's file; empty keeps everything in memory, for trials and tests.</summary>
    public string DatabaseFile { get; init; } = "";

    /// <summary>PostgreSQL instead of a file (docs/store.md): <c>Host=…;Database=…;Username=…;Password=…</c>.</summary>
    public string DatabaseConnection { get; init; } = "";

    /// <summary>Which gateways may deliver: name to token, or to the token's SHA-256 as <c>sha256:</c> and 64 hex digits. The link takes a token from this machine only.</summary>
    public IReadOnlyDictionary<string, string> GatewayTokens { get; init; } = new Dictionary<string, string>();

    /// <summary>The door for gateways with certificates.</summary>
    public GatewayDoorSettings GatewayDoor { get; init; } = new();

    /// <summary>The token of those who read.</summary>
    public string ReadToken { get; init; } = "";

    /// <summary>The token of those who change the registry; it reads too.</summary>
    public string AdminToken { get; init; } = "";

    /// <summary>Lets anybody read without a token: only where nobody else can reach the address.</summary>
    public bool AnonymousReads { get; init; }

    /// <summary>Hubs that are read here, beside any other process that reads them; none without a connection string.</summary>
    public HubsSettings Hubs { get; init; } = new();

    /// <summary>Who may do more than read, by name; the admin token is the person <c>admin</c>, who may everything.</summary>
    public IReadOnlyDictionary<string, PersonSettings> People { get; init; } = new Dictionary<string, PersonSettings>();

    /// <summary>Commands.</summary>
    public CommandsSettings Commands { get; init; } = new();

    /// <summary>Who is told days of intervals; nobody without an address.</summary>
    public WebhookSettings Webhook { get; init; } = new();

    /// <summary>Keys of kiosks' chains: <c>concentrator/kiosk</c> to 32 bytes as 64 hex digits. A kiosk without one is not held against its chain.</summary>
    public IReadOnlyDictionary<string, string> KioskKeys { get; init; } = new Dictionary<string, string>();

    /// <summary>What kiosks take, with and without the cloud.</summary>
    public KioskSettings Kiosks { get; init; } = new();

    /// <summary>What is done about arrears, and when.</summary>
    public ArrearsSettings Arrears { get; init; } = new();

    /// <summary>How long a gap stands before it is asked for, seconds.</summary>
    public int SettlingSeconds { get; init; } = 60;
}
