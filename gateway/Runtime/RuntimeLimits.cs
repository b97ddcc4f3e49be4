namespace Wattline.Gateway.Runtime;

/// <summary>What the runtime bounds, and why.</summary>
public static class RuntimeLimits
{
    /// <summary>Bytes of a message: docs/uplink.md, envelope.</summary>
    public const int MessageBytesMax = 16_384;

    /// <summary>Bytes of a SenML pack: what the endpoint lets in. As JSON for the cloud it grows some five times, and still fits a batch.</summary>
    public const int SenmlBytesMax = 256 * 1024;

    /// <summary>CBOR items inside each other: an envelope's readings need 5; a stack must not be the sender's to fill.</summary>
    public const int NestingMax = 16;

    /// <summary>Bytes of an event's detail as JSON: a message of CBOR grows six times at most (a control character becomes \u0000).</summary>
    public const int DetailBytesMax = 6 * MessageBytesMax;

    /// <summary>Characters of a text in an event or a payment: what the cloud link takes.</summary>
    public const int TextBytesMax = 256;

    /// <summary>Names of concentrators that are kept as text: more would be names made up to fill memory.</summary>
    public const int ConcentratorsKnownMax = 100_000;

    /// <summary>Meters whose last values are kept for validation: beyond it a value is stored unchecked. Some 100 MB.</summary>
    public const int MetersValidatedMax = 200_000;

    /// <summary>Registers of a meter that are validated: all tariffs of all energies, both ways. A SenML pack may name any code.</summary>
    public const int RegistersValidatedMax = 64;

    /// <summary>Concentrators whose sequences are followed for operators, some 300 bytes each and more with gaps: as many as a gateway serves.</summary>
    public const int ConcentratorsTrackedMax = 20_000;

    /// <summary>Gaps of a stream that are remembered one by one: operators look at the newest, the cloud asks for all.</summary>
    public const int GapsTrackedMax = 16;

    /// <summary>Records that wait for their plan: beyond it the stream waits as well, in the journal.</summary>
    public const int HeldMax = 4_096;

    /// <summary>
    /// Milliseconds that a record waits for a plan the registry does not have, counted while the registry answers. A plan travels through
    /// this gateway before a concentrator can refer to it, so one that the cloud still does not know then is not merely on its way.
    /// </summary>
    public const long PlanGraceMs = 10 * 60_000;

    /// <summary>
    /// Bytes of quarantine, a quarter of what the journal keeps: what moves there frees the journal. An operator looks long before; beyond it
    /// a poison record stays in the journal.
    /// </summary>
    public const long QuarantineBytesMax = 1L << 30;

    /// <summary>Messages in quarantine: the index holds some 150 bytes for each in memory.</summary>
    public const int QuarantineMessagesMax = 1 << 19;

    /// <summary>
    /// A concentrator that has used up one of so many shares of quarantine, in bytes or messages, is not read any more: it keeps what it has,
    /// which costs its neighbours nothing, and sixteen must go wrong at once to fill quarantine. What the journal holds of it by then still
    /// goes to quarantine.
    /// </summary>
    public const int QuarantineShares = 16;

    /// <summary>Bytes of old messages that are written again with each addition while most of quarantine's disk is held for nothing: far more than an addition, and a few milliseconds.</summary>
    public const int QuarantineGatherBytes = 256 * 1024;

    /// <summary>Poison records of a stream that stay in the journal because quarantine is full or its disk refuses: a quarter of what the journal's cursor can remember. Then the stream stops, which readiness tells, and nothing is lost.</summary>
    public const int PoisonHeldMax = 16_384;

    /// <summary>How often quarantine is asked again to take what it refused, milliseconds.</summary>
    public const long QuarantineRetryMs = 60_000;

    /// <summary>The largest capacity of a connection that validation reckons with, kW: above any power station, and its product with any time fits a decimal.</summary>
    public const decimal CapacityKwMax = 1_000_000_000m;

    /// <summary>First wait after a failed batch, milliseconds.</summary>
    public const long BackoffMsMin = 500;

    /// <summary>Longest wait after failed batches, milliseconds: a cloud that is back is found within a minute.</summary>
    public const long BackoffMsMax = 60_000;

    /// <summary>Least wait after the cloud asked for one, milliseconds: throttling counts in seconds.</summary>
    public const long BusyMsMin = 4_000;

    /// <summary>How often a batch of one event is refused before the event goes to quarantine.</summary>
    public const int RefusalsMax = 3;

    /// <summary>LSNs of a stretch of the journal whose sequences are remembered together: a search reads whole stretches, some 100 MB each.</summary>
    public const int ReplayBlockRecords = 65_536;

    /// <summary>Sources remembered over all stretches of a stream, some 50 bytes each: 2,000 concentrators in 500 stretches.</summary>
    public const int ReplayNamesMax = 1 << 20;

    /// <summary>Records that one step of a replay reads: a few milliseconds.</summary>
    public const int ReplayStepRecords = 2_000;

    /// <summary>Records that may wait for the way up while copies are made: what is new must not wait behind a day's replay.</summary>
    public const int ReplayDepthMax = 10_000;

    /// <summary>Milliseconds in which the same messages are not copied again: a copy goes up, through the hub and into the database in that time.</summary>
    public const long ReplayAgainMs = 10 * 60_000;

    /// <summary>Requests that wait for a search or are remembered: as many as the cloud has open at once.</summary>
    public const int ReplaysMax = 1_000;

    /// <summary>Messages of a broker that wait for their commit: with 200 bytes each a commit's worth, and few enough to come again after a lost connection.</summary>
    public const ushort BrokerReceiveMaximum = 2_048;

    /// <summary>Milliseconds that a concentrator which tells no status counts as there after its last message: it sends every quarter of an hour.</summary>
    public const long HeardMsMax = 20 * 60_000;

    /// <summary>Gateways of a group that may be stood in for at once.</summary>
    public const int GatewaysMax = 64;

    /// <summary>Bytes of a broker's packet: what the endpoint lets in. A broker withholds what is larger (MQTT 5, 3.1.2.11.4).</summary>
    public const int BrokerPacketBytesMax = SenmlBytesMax + 4 * 1024;
}
