using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Quarantine;

namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>One stream on its way up: its reader, what waits for a plan, and a record that did not fit into the last batch.</summary>
internal sealed class Lane(string name, JournalReader reader)
{
    private readonly Dictionary<long, long> _held = [];
    private readonly Dictionary<long, long> _heldBefore = [];
    private readonly Dictionary<UInt128, long> _poison = [];
    private int _poisonMet;
    private volatile bool _blocked;

    public string Name { get; } = name;

    public JournalReader Reader { get; } = reader;

    /// <summary>The message that comes first into the next batch, already understood; null when there is none.</summary>
    public Message? Carried { get; private set; }

    /// <summary>Where the carried message stands in the journal.</summary>
    public long CarriedLsn { get; private set; }

    /// <summary>When the carried message was received, Unix milliseconds.</summary>
    public long CarriedReceivedAt { get; private set; }

    /// <summary>What waits should be looked at again, as soon as nothing is carried.</summary>
    public bool IsStale { get; set; }

    /// <summary>Records that wait.</summary>
    public int Held => _held.Count + _heldBefore.Count + _poison.Count + Refused.Count;

    /// <summary>Records that wait for room in quarantine.</summary>
    public int Poison => _poison.Count;

    /// <summary>Records that the way up refused, their headers and why: they go to quarantine when they are read again.</summary>
    public Dictionary<long, (MessageHeader? Header, QuarantineReason Reason)> Refused { get; } = [];

    /// <summary>Nothing more is read while too much waits.</summary>
    public bool IsFull => _held.Count >= RuntimeLimits.HeldMax || _poisonMet >= RuntimeLimits.PoisonHeldMax;

    /// <summary>So much waits that what came later does not go up either.</summary>
    public bool IsBlocked { get => _blocked; set => _blocked = value; }

    /// <summary>Since when the longest-waiting record waits; <see cref="long.MaxValue"/> when none does.</summary>
    public long OldestHeld => _held.Count == 0 ? long.MaxValue : _held.Values.Min();

    /// <summary>Keeps a message for the next batch.</summary>
    public void Carry(Message? message, long lsn, long receivedAt) => (Carried, CarriedLsn, CarriedReceivedAt) = (message, lsn, receivedAt);

    /// <summary>A record waits: since when it first did.</summary>
    public long Hold(long lsn, long now)
    {
        if (_held.TryGetValue(lsn, out var since)) return since;
        if (!_heldBefore.Remove(lsn, out since)) since = now;
        _held.Add(lsn, since);
        return since;
    }

    /// <summary>A record waits no more.</summary>
    public void Release(long lsn)
    {
        _held.Remove(lsn);
        _heldBefore.Remove(lsn);
    }

    /// <summary>A record with these bytes waits for room in quarantine.</summary>
    public bool IsPoison(UInt128 content) => _poison.ContainsKey(content);

    /// <summary>A record that quarantine did not take stays in the journal: of several with the same bytes, one.</summary>
    public PoisonHold HoldPoison(UInt128 content, long lsn)
    {
        var isFirst = _poison.TryAdd(content, lsn);
        if (_poison[content] != lsn) return PoisonHold.Twin;
        _poisonMet++;
        return isFirst ? PoisonHold.First : PoisonHold.Known;
    }

    /// <summary>Quarantine took it after all.</summary>
    public void ReleasePoison(UInt128 content) => _poison.Remove(content);

    /// <summary>Reads everything again that is not acknowledged: what waits is looked at anew, and its time counts on.</summary>
    public void Reread()
    {
        foreach (var (lsn, since) in _held) _heldBefore[lsn] = since;
        _held.Clear();
        _poisonMet = 0;
        IsStale = false;
        Carry(null, 0, 0);
        Reader.Rewind();
    }
}
