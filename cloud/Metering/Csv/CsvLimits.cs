namespace Wattline.Cloud.Metering.Csv;

/// <summary>Limits of the CSV reader, each with its reason.</summary>
public static class CsvLimits
{
    /// <summary>The registry has 13 columns; exports of customer systems carry some dozens more, which are ignored by name.</summary>
    public const int FieldsMax = 128;

    /// <summary>No column of ours is longer than 64; a forgotten closing quote must not swallow the file.</summary>
    public const int FieldCharsMax = 4_096;
}
