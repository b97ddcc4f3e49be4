namespace Wattline.Simulators.Meters.Memory;

/// <summary>What a meter keeps of a kind: the newest so many, the oldest is overwritten.</summary>
internal sealed class Ring<T>(int depth)
{
    private readonly List<T> _items = [];

    public int Count => _items.Count;

    /// <summary>From the oldest to the newest.</summary>
    public IReadOnlyList<T> Items => _items;

    public void Add(T item)
    {
        if (_items.Count == depth)
            _items.RemoveAt(0);
        _items.Add(item);
    }

    /// <summary>Whether there is an n-th last, 1 the newest.</summary>
    public bool TryLast(int n, out T item)
    {
        var has = n >= 1 && n <= _items.Count;
        item = has ? _items[^n] : default!;
        return has;
    }

    public void Clear() => _items.Clear();
}
