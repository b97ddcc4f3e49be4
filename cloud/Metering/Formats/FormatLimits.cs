namespace Wattline.Cloud.Metering.Formats;

/// <summary>The limits of files from elsewhere, each with its reason.</summary>
public static class FormatLimits
{
    /// <summary>Characters of a file: a year of quarters of an hour of 200 points is about as much.</summary>
    public const int FileCharsMax = 50_000_000;

    /// <summary>A telegram of P1 is 1 to 2 KiB; some hold a long text of the utility (1,024 characters, DSMR P1 companion 5.0.2, 6.12).</summary>
    public const int TelegramCharsMax = 16_384;

    /// <summary>Points of a request for export.</summary>
    public const int ExportPointsMax = 1_000;
}
