namespace Wattline.Cloud.Ingest.Readings;

/// <summary>What became of the values of a batch.</summary>
public record struct ReadingTally
{
    /// <summary>Values, and explained absences, under an identity that had none.</summary>
    public int Added { get; set; }

    /// <summary>Another value under an identity that had one: a new version.</summary>
    public int Versions { get; set; }

    /// <summary>Known already, or an absence where a value is known.</summary>
    public int Twins { get; set; }

    /// <summary>Nothing and no reason for it: not stored, and so still missing.</summary>
    public int Unexplained { get; set; }
}
