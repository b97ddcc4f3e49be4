namespace Wattline.Firmware.Ports;

/// <summary>
/// Storage of a fixed number of segments, each appended to and erased as a whole (files on flash, or sectors).
/// What was appended or erased since the last successful <see cref="Sync"/> may be lost, wholly or in part,
/// at a power cut: the end of an append may be missing or torn at any byte.
/// </summary>
public interface IFlash
{
    /// <summary>The number of segments, at least 2.</summary>
    int SegmentCount { get; }

    /// <summary>The most bytes that one segment holds.</summary>
    int SegmentBytes { get; }

    /// <summary>Bytes that the segment holds now; 0 when erased.</summary>
    int Length(int segment);

    /// <summary>Reads bytes of a segment.</summary>
    /// <returns>The number of bytes read: fewer than asked only at the segment's end.</returns>
    int Read(int segment, int position, byte[] buffer, int offset, int count);

    /// <summary>Appends bytes to a segment.</summary>
    /// <returns>False when the medium refuses (full, worn, removed): nothing is promised of these bytes.</returns>
    bool Append(int segment, byte[] buffer, int offset, int count);

    /// <summary>Empties a segment.</summary>
    /// <returns>False when the medium refuses.</returns>
    bool Erase(int segment);

    /// <summary>Makes everything before it survive a power cut.</summary>
    /// <returns>False when the medium refuses: what was appended since the last sync is not durable.</returns>
    bool Sync();
}
