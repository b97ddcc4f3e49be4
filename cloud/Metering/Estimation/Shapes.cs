namespace Wattline.Cloud.Metering.Estimation;

/// <summary>What an estimate may follow: for each interval of the sheet the amount of a like time, or <see cref="Unknown"/>. Empty spans: there is none.</summary>
public readonly ref struct Shapes
{
    /// <summary>There is no like time for an interval.</summary>
    public const long Unknown = -1;

    /// <summary>The mean of three like days.</summary>
    public ReadOnlySpan<long> LikeDays { get; init; }

    /// <summary>The day of a point that this one is like.</summary>
    public ReadOnlySpan<long> Proxy { get; init; }
}
