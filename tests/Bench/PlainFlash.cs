using Wattline.Firmware.Ports;

namespace Wattline.Tests.Bench;

/// <summary>A flash that never fails and allocates nothing, so that what allocates is the firmware.</summary>
internal sealed class PlainFlash(int segments, int segmentBytes) : IFlash
{
    private readonly byte[] _content = new byte[segments * segmentBytes];
    private readonly int[] _length = new int[segments];

    public int SegmentCount => segments;

    public int SegmentBytes => segmentBytes;

    public int Length(int segment) => _length[segment];

    public int Read(int segment, int position, byte[] buffer, int offset, int count)
    {
        var length = Math.Clamp(_length[segment] - position, 0, count);
        Array.Copy(_content, (segment * segmentBytes) + position, buffer, offset, length);
        return length;
    }

    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        Array.Copy(buffer, offset, _content, (segment * segmentBytes) + _length[segment], count);
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
