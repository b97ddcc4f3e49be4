namespace Wattline.Firmware.Storage;

/// <summary>Types of the records in a segment.</summary>
internal static class RecordType
{
    /// <summary>First in a segment: <see cref="SegmentHeader"/>; its sequence is the segment's counter.</summary>
    public const int Header = 1;

    /// <summary>A small state: key and value.</summary>
    public const int State = 2;

    /// <summary>A message: stream, sequence, envelope.</summary>
    public const int Message = 3;

    /// <summary>Ends the checkpoint at a segment's start, and repeats its header: a spoiled bit must not cost the newest segment.</summary>
    public const int CheckpointEnd = 4;

    /// <summary>Watermarks of all streams, 8 bytes each.</summary>
    public const int Acknowledged = 5;

    /// <summary>A start of the device; the sequence is its number.</summary>
    public const int Boot = 6;
}
