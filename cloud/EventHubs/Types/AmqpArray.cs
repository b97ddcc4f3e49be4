namespace Wattline.Cloud.EventHubs.Types;

/// <summary>Values of one type (1.6.24). Described items all have the same descriptor.</summary>
public sealed class AmqpArray
{
    /// <summary>Takes the items.</summary>
    /// <exception cref="ArgumentException">They are not of one type: such an array cannot be written.</exception>
    public AmqpArray(AmqpType elementType, IReadOnlyList<AmqpValue> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items)
        {
            if (item.Type != elementType || !SameShape(item, items[0]))
            {
                throw new ArgumentException("The items of an array are of one type.", nameof(items));
            }
        }
        (ElementType, Items) = (elementType, items);
    }

    /// <summary>The items' type.</summary>
    public AmqpType ElementType { get; }

    /// <summary>The items.</summary>
    public IReadOnlyList<AmqpValue> Items { get; }

    private static bool SameShape(AmqpValue a, AmqpValue b) => a.Type == b.Type
        && (a.Described is not { } x || (b.Described is { } y && x.Descriptor.Equals(y.Descriptor) && SameShape(x.Value, y.Value)));
}
