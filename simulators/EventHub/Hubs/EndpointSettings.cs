using Wattline.Cloud.EventHubs;

namespace Wattline.Simulators.EventHub.Hubs;

/// <summary>The endpoint as it is to be.</summary>
public sealed record EndpointSettings
{
    /// <summary>The key's name that the emulator of Azure and its clients' examples use.</summary>
    public const string DefaultKeyName = "RootManageSharedAccessKey";

    /// <summary>The key that belongs to it: no secret, and known to everybody.</summary>
    public const string DefaultKey = "SAS_KEY_VALUE";

    /// <summary>The hubs.</summary>
    public IReadOnlyList<HubSettings> Hubs { get; init; } = [];

    /// <summary>Keys under their names.</summary>
    public IReadOnlyDictionary<string, AccessKey> Keys { get; init; } = new Dictionary<string, AccessKey> { [DefaultKeyName] = new(DefaultKey) };

    /// <summary>Whose JSON web tokens are trusted; none: only shared access signatures are.</summary>
    public IReadOnlyList<TokenIssuer> Issuers { get; init; } = [];

    /// <summary>Whether a client needs no token.</summary>
    public bool Open { get; init; }

    /// <summary>Throughput units that all hubs share: 1 MB/s or 1,000 events/s in, 2 MB/s out each; 0: without limit.</summary>
    public int ThroughputUnits { get; init; }

    /// <summary>How long an event is kept.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Bytes that a partition keeps at most; the oldest go first. It all lies in memory.</summary>
    public long PartitionBytesMax { get; init; } = 256L << 20;

    /// <summary>What goes wrong on purpose.</summary>
    public FaultSettings Faults { get; init; } = new();

    /// <summary>What the protocol bounds.</summary>
    public AmqpLimits Limits { get; init; } = new();

    /// <summary>Connections in all.</summary>
    public int ConnectionsMax { get; init; } = 1_000;

    /// <summary>Receivers of a partition in a consumer group without an owner level: as in Azure.</summary>
    public int ReadersMax { get; init; } = 5;
}
