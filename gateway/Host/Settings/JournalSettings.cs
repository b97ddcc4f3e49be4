namespace Wattline.Gateway.Host.Settings;

/// <summary>Section Journal.</summary>
public sealed record JournalSettings
{
    /// <summary>The directory that is this gateway's alone.</summary>
    public string Directory { get; init; } = "";

    /// <summary>
    /// What the cloud has acknowledged is kept while the journal has no more gigabytes than this: some 30 million readings each, so a thousand
    /// concentrators of a hundred meters for their week, and it fits the smallest disk that is sold.
    /// </summary>
    public int KeepGigabytes { get; init; } = 4;

    /// <summary>And no longer than this: a day more than a hub of the standard tier keeps an event, so that what it lost is still here.</summary>
    public int KeepDays { get; init; } = 8;
}
