using Wattline.Firmware.Ports;

namespace Wattline.Tests.World.Kiosks;

/// <summary>A flash at whose operations the power may fail: before any append, erase or sync.</summary>
internal sealed class CutFlash(IFlash flash) : IFlash
{
    /// <summary>Operations so far.</summary>
    public int Operations { get; private set; }

    /// <summary>The operation before which the power fails, counted from 1; 0 for none.</summary>
    public int CutAt { get; set; }

    public int SegmentCount => flash.SegmentCount;

    public int SegmentBytes => flash.SegmentBytes;

    public int Length(int segment) => flash.Length(segment);

    public int Read(int segment, int position, byte[] buffer, int offset, int count) => flash.Read(segment, position, buffer, offset, count);

    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        Count();
        return flash.Append(segment, buffer, offset, count);
    }

    public bool Erase(int segment)
    {
        Count();
        return flash.Erase(segment);
    }

    public bool Sync()
    {
        Count();
        return flash.Sync();
    }

    private void Count()
    {
        if (++Operations == CutAt)
            throw new PowerCutException();
    }
}
