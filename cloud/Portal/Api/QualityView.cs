using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Portal.Api;

/// <summary>A quality code.</summary>
/// <param name="Code">system.category.index.</param>
/// <param name="Name">Its name.</param>
public sealed record QualityView(string Code, string Name)
{
    internal static IReadOnlyList<QualityView> Of(QualitySet quality)
    {
        var views = new List<QualityView>(quality.Count);
        while (QualitySet.TryTake(ref quality, out var row)) views.Add(new QualityView(row.Code.ToString(), row.Name));
        return views;
    }
}
