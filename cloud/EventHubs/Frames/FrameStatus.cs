namespace Wattline.Cloud.EventHubs.Frames;

/// <summary>What is at the start of the input.</summary>
public enum FrameStatus
{
    /// <summary>Too little to tell.</summary>
    NeedMore,

    /// <summary>A frame.</summary>
    Complete,

    /// <summary>A frame that is larger than we take. Its bytes were not waited for.</summary>
    TooLarge,

    /// <summary>A header that the standard does not have: a size below 8, a data offset below 2 or beyond the size.</summary>
    Malformed,
}
