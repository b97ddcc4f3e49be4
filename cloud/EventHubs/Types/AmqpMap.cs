using System.Collections;

namespace Wattline.Cloud.EventHubs.Types;

/// <summary>A map in the order of its bytes. Maps on the wire are short, so a key is looked for from the start.</summary>
public sealed class AmqpMap : IReadOnlyCollection<KeyValuePair<AmqpValue, AmqpValue>>
{
    private readonly List<KeyValuePair<AmqpValue, AmqpValue>> _entries = [];

    /// <summary>A map without entries; it may be kept and shared, nobody adds to it.</summary>
    public static AmqpMap Empty { get; } = [];

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <summary>What is under a string or symbol key; null when nothing is.</summary>
    public AmqpValue? this[string key]
    {
        get
        {
            foreach (var (name, value) in _entries)
            {
                if (name.Text == key)
                {
                    return value;
                }
            }
            return null;
        }
    }

    /// <summary>Appends an entry.</summary>
    public void Add(AmqpValue key, AmqpValue value) => _entries.Add(new(key, value));

    /// <summary>Appends an entry under a symbol, as annotations and properties of the protocol have them.</summary>
    public void AddSymbol(string key, AmqpValue value) => Add(AmqpValue.Symbol(key), value);

    /// <summary>Appends an entry under a string, as application properties have them.</summary>
    public void AddString(string key, AmqpValue value) => Add(AmqpValue.String(key), value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<AmqpValue, AmqpValue>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
