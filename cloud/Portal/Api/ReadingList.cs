namespace Wattline.Cloud.Portal.Api;

/// <summary>A page of a meter's readings.</summary>
/// <param name="Meter">Which meter.</param>
/// <param name="Readings">By slot, then channel, then version.</param>
/// <param name="Next">Where the next page is, or null.</param>
public sealed record ReadingList(string Meter, IReadOnlyList<ReadingView> Readings, string? Next);
