using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>A state store whose disk is slow or full at the test's word, and forgets the newest changes at a crash.</summary>
internal sealed class PretendStore : IStateStore
{
    private readonly List<(string Key, byte[]? Value)> _changes = [];
    private Action[] _callbacks = [];

    public bool HasRoom { get; set; } = true;

    /// <summary>Makes each change durable at once.</summary>
    public bool AtOnce { get; set; }

    public long DurableTicket { get; private set; }

    public long LastTicket => _changes.Count;

    /// <summary>Keys in hex and values, as a start would find them.</summary>
    public SortedDictionary<string, byte[]> Kept
    {
        get
        {
            var kept = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var (key, value) in _changes)
            {
                if (value is null)
                {
                    kept.Remove(key);
                }
                else
                {
                    kept[key] = value;
                }
            }
            return kept;
        }
    }

    public void Load(StateReader reader)
    {
        foreach (var (key, value) in Kept)
        {
            reader(Convert.FromHexString(key), value);
        }
    }

    public long Set(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => Change(Convert.ToHexString(key), value.ToArray());

    public long Remove(ReadOnlySpan<byte> key)
    {
        var name = Convert.ToHexString(key);
        return Kept.ContainsKey(name) ? Change(name, null) : LastTicket;
    }

    public IDisposable OnAdvance(Action callback)
    {
        _callbacks = [.. _callbacks, callback];
        return new Registration(() => _callbacks = [.. _callbacks.Where(other => other != callback)]);
    }

    public void Commit()
    {
        DurableTicket = LastTicket;
        foreach (var callback in _callbacks)
        {
            callback();
        }
    }

    /// <summary>The power goes: of what was not durable, the first so many changes stay.</summary>
    public void Crash(int kept = 0)
    {
        var end = (int)Math.Min(DurableTicket + kept, LastTicket);
        _changes.RemoveRange(end, _changes.Count - end);
        (DurableTicket, _callbacks) = (end, []);
    }

    private long Change(string key, byte[]? value)
    {
        _changes.Add((key, value));
        DurableTicket = AtOnce ? LastTicket : DurableTicket;
        return LastTicket;
    }

    private sealed class Registration(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
