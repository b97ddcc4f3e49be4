using Wattline.Firmware.Ports;

namespace Wattline.Tests.Firmware.Concentrator.Storage;

/// <summary>A flash that never fails and allocates nothing, so that what allocates is the code under test.</summary>
internal sealed class PlainFlash(int segments, int segmentBytes) : IFlash
{
    private readonly byte[][] _content = [.. Enumerable.Range(0, segments).Select(_ => new byte[segmentBytes])];
    private readonly int[] _length = new int[segments];

    public int SegmentCount => segments;

    public int SegmentBytes => segmentBytes;

    public int Length(int segment) => _length[segment];

    public int Read(int segment, int position, byte[] buffer, int offset, int count)
    {
        int length = Math.Clamp(_length[segment] - position, 0, count);
        Array.Copy(_content[segment], position, buffer, offset, length);
        return length;
    }

    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        Array.Copy(buffer, offset, _content[segment], _length[segment], count);
        _length[segment] += count;
        return true;
    }

    public bool Erase(int segment)
    {
        _length[segment] = 0;
        return true;
    }

    public bool Sync() => true;
}
