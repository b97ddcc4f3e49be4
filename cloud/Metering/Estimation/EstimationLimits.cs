namespace Wattline.Cloud.Metering.Estimation;

/// <summary>The limits of estimation, each with its source.</summary>
public static class EstimationLimits
{
    /// <summary>Seconds of a gap that a straight line may close: two hours (Ontario MV-90, California DASMMD).</summary>
    public const int LinearSecondsMax = 7_200;

    /// <summary>Days whose mean stands for another (the same rules).</summary>
    public const int LikeDays = 3;

    /// <summary>How far back like days are looked for: beyond it the season is another.</summary>
    public const int LikeDaysBackMax = 35;

    /// <summary>Days that a gap may be long and still be estimated as one; a longer one is for a person.</summary>
    public const int GapDaysMax = 62;
}
