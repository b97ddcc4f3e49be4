using System.Globalization;
using Wattline.Firmware.Ports;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World;

/// <summary>The concentrator's flash on a disk that forgets what was not synced.</summary>
internal sealed class UnsyncedFlash : IFlash
{
    private readonly UnsyncedDisk _disk;

    public UnsyncedFlash(UnsyncedDisk disk, int segments, int segmentBytes)
    {
        _disk = disk;
        (SegmentCount, SegmentBytes) = (segments, segmentBytes);
        for (var segment = 0; segment < segments; segment++)
            if (!disk.Exists(Name(segment)))
                disk.Create(Name(segment));
        disk.SyncAll();
    }

    public int SegmentCount { get; }

    public int SegmentBytes { get; }

    public int Length(int segment) => _disk.Length(Name(segment));

    public int Read(int segment, int position, byte[] buffer, int offset, int count) =>
        _disk.Read(Name(segment), position, buffer.AsSpan(offset, count));

    public bool Append(int segment, byte[] buffer, int offset, int count) =>
        Length(segment) + count <= SegmentBytes && _disk.Append(Name(segment), buffer.AsSpan(offset, count));

    public bool Erase(int segment) => _disk.Truncate(Name(segment), 0);

    public bool Sync() => _disk.SyncAll();

    private static string Name(int segment) => segment.ToString("D3", CultureInfo.InvariantCulture);
}
