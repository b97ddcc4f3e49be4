using Wattline.Firmware.Ports;

namespace Wattline.Simulators.Lab.Ports;

/// <summary>The concentrator's flash as real files, one a segment, in a folder of its own.</summary>
internal sealed class FileFlash : IFlash, IDisposable
{
    private readonly string _folder;
    private readonly FileStream[] _segments;
    private readonly bool[] _dirty;

    public FileFlash(string folder, int segmentCount, int segmentBytes)
    {
        _folder = folder;
        SegmentBytes = segmentBytes;
        Directory.CreateDirectory(folder);
        _segments = new FileStream[segmentCount];
        _dirty = new bool[segmentCount];
        for (var segment = 0; segment < segmentCount; segment++)
            _segments[segment] = new FileStream(Path.Combine(folder, $"segment-{segment:D3}.bin"),
                FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
    }

    /// <inheritdoc />
    public int SegmentCount => _segments.Length;

    /// <inheritdoc />
    public int SegmentBytes { get; }

    /// <inheritdoc />
    public int Length(int segment) => (int)RandomAccess.GetLength(_segments[segment].SafeFileHandle);

    /// <inheritdoc />
    public int Read(int segment, int position, byte[] buffer, int offset, int count) =>
        RandomAccess.Read(_segments[segment].SafeFileHandle, buffer.AsSpan(offset, count), position);

    /// <inheritdoc />
    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        var length = Length(segment);
        if (length + count > SegmentBytes)
            return false;
        try
        {
            RandomAccess.Write(_segments[segment].SafeFileHandle, buffer.AsSpan(offset, count), length);
        }
        catch (IOException)
        {
            return false;
        }
        _dirty[segment] = true;
        return true;
    }

    /// <inheritdoc />
    public bool Erase(int segment)
    {
        try
        {
            RandomAccess.SetLength(_segments[segment].SafeFileHandle, 0);
        }
        catch (IOException)
        {
            return false;
        }
        _dirty[segment] = true;
        return true;
    }

    /// <inheritdoc />
    public bool Sync()
    {
        try
        {
            for (var segment = 0; segment < _segments.Length; segment++)
                if (_dirty[segment])
                {
                    RandomAccess.FlushToDisk(_segments[segment].SafeFileHandle);
                    _dirty[segment] = false;
                }
        }
        catch (IOException)
        {
            return false;
        }
        return true;
    }

    /// <summary>Lets go of the files as they stand: what a crash leaves.</summary>
    public void Dispose()
    {
        foreach (var segment in _segments)
            segment.Dispose();
    }

    public override string ToString() => _folder;
}
