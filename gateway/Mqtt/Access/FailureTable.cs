namespace Wattline.Gateway.Mqtt;

/// <summary>Who failed how often of late; bounded, and not for several threads.</summary>
internal sealed class FailureTable<TKey>(int failuresMax, TimeSpan lockout, int entriesMax)
    where TKey : notnull
{
    private readonly Dictionary<TKey, (int Failures, TimeSpan Last)> _entries = [];

    public int Count => _entries.Count;

    /// <summary>Whether there were so many failures that the next try has to wait.</summary>
    public bool IsLocked(TKey key, TimeSpan now) =>
        _entries.TryGetValue(key, out var entry) && entry.Failures >= failuresMax && now - entry.Last < lockout;

    /// <summary>A failure. Those before count as long as they are not older than the lock-out.</summary>
    public void Failed(TKey key, TimeSpan now)
    {
        var known = _entries.TryGetValue(key, out var entry);
        if (!known && _entries.Count >= entriesMax)
        {
            Shrink(now);
        }
        _entries[key] = (known && now - entry.Last < lockout ? entry.Failures + 1 : 1, now);
    }

    public void Forget(TKey key) => _entries.Remove(key);

    /// <summary>Old ones go; where all are young, any: a table that is full of strangers is an attack from everywhere, which it cannot stop.</summary>
    private void Shrink(TimeSpan now)
    {
        foreach (var (key, entry) in _entries)
        {
            if (now - entry.Last >= lockout)
            {
                _entries.Remove(key);
            }
        }
        if (_entries.Count >= entriesMax)
        {
            _entries.Remove(_entries.Keys.First());
        }
    }
}
