using System;
using System.IO;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>
/// Segments as files of one folder.
/// </summary>
/// <remarks>
/// What is assumed of the medium, here and nowhere else: whether <c>FileStream.Flush</c> reaches the flash is not known,
/// and there is no Flush(true). <see cref="Sync"/> therefore closes the file: FAT (SD card) and LittleFS both write data,
/// size and directory when a file is closed. Between two syncs anything may be lost, torn at any byte; the journal is
/// made for that.
/// </remarks>
public sealed class FileFlash : IFlash
{
    private readonly string _folder;
    private readonly int[] _lengths;
    private FileStream _open;
    private int _openSegment = -1;

    /// <param name="folder">For example <c>D:\wattline</c>; its drive must be mounted.</param>
    /// <param name="segments">The number of segments.</param>
    /// <param name="segmentBytes">The most bytes of each.</param>
    public FileFlash(string folder, int segments, int segmentBytes)
    {
        _folder = folder;
        _lengths = new int[segments];
        SegmentBytes = segmentBytes;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
        }
        for (var i = 0; i < segments; i++)
        {
            _lengths[i] = File.Exists(Path(i)) ? (int)new FileInfo(Path(i)).Length : 0;
        }
    }

    /// <inheritdoc/>
    public int SegmentCount => _lengths.Length;

    /// <inheritdoc/>
    public int SegmentBytes { get; }

    /// <summary>Calls that the medium refused.</summary>
    public int Refusals { get; private set; }

    /// <inheritdoc/>
    public int Length(int segment) => _lengths[segment];

    /// <inheritdoc/>
    public int Read(int segment, int position, byte[] buffer, int offset, int count)
    {
        var there = _lengths[segment] - position;
        var wanted = there < count ? there : count;
        if (wanted <= 0)
        {
            return 0;
        }
        try
        {
            var file = Open(segment);
            file.Seek(position, SeekOrigin.Begin);
            var read = 0;
            while (read < wanted)
            {
                var part = file.Read(buffer, offset + read, wanted - read);
                if (part <= 0)
                {
                    break;
                }
                read += part;
            }
            return read;
        }
        catch (Exception)
        {
            Refuse();
            return 0;
        }
    }

    /// <inheritdoc/>
    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        if (_lengths[segment] + count > SegmentBytes)
        {
            return false;
        }
        try
        {
            var file = Open(segment);
            file.Seek(_lengths[segment], SeekOrigin.Begin);
            file.Write(buffer, offset, count);
            _lengths[segment] += count;
            return true;
        }
        catch (Exception)
        {
            Refuse();
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Erase(int segment)
    {
        try
        {
            Close();
            if (File.Exists(Path(segment)))
            {
                File.Delete(Path(segment));
            }
            _lengths[segment] = 0;
            return true;
        }
        catch (Exception)
        {
            Refuse();
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Sync()
    {
        try
        {
            Close();
            return true;
        }
        catch (Exception)
        {
            Refuse();
            return false;
        }
    }

    // One file is open at a time: going to another closes, and so syncs, this one.
    private FileStream Open(int segment)
    {
        if (_openSegment != segment)
        {
            Close();
            _open = new FileStream(Path(segment), FileMode.OpenOrCreate, FileAccess.ReadWrite);
            _openSegment = segment;
        }
        return _open;
    }

    private void Close()
    {
        var file = _open;
        _open = null;
        _openSegment = -1;
        if (file != null)
        {
            file.Flush();
            file.Close();
        }
    }

    private void Refuse()
    {
        Refusals++;
        _open = null;
        _openSegment = -1;
    }

    private string Path(int segment) => _folder + "\\" + segment + ".seg";
}
