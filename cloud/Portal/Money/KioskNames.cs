namespace Wattline.Cloud.Portal.Money;

/// <summary>Kiosks that the operator has named by their keys: they are there before they have said anything.</summary>
/// <param name="keys">By <c>concentrator/kiosk</c>.</param>
public sealed class KioskNames(IEnumerable<string> keys)
{
    /// <summary>Concentrators of these kiosks.</summary>
    public IReadOnlyList<string> Concentrators { get; } = [.. keys.Select(static key => key.Split('/')[0]).Distinct(StringComparer.Ordinal)];
}
