using System.Buffers;

namespace Wattline.Gateway.Journal;

/// <summary>Walks the records of a segment file through one pooled buffer.</summary>
internal sealed class SegmentScanner(IJournalDisk disk) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(JournalLimits.ReadChunkBytes);
    private string _name = "";
    private int _start;
    private int _end;

    /// <summary>Where in the file the next record starts.</summary>
    public long Offset { get; private set; }

    public void Seek(string name, long offset)
    {
        (_name, Offset) = (name, offset);
        Discard();
    }

    /// <summary>Forgets what was read ahead: it may be older than the file.</summary>
    public void Discard() => _start = _end = 0;

    /// <summary>The record at <see cref="Offset"/>, when a whole and valid one stands there.</summary>
    public bool TryPeek(out ReadOnlyMemory<byte> record)
    {
        record = default;
        if (!Fill(RecordFormat.HeaderBytes))
        {
            return false;
        }
        var length = RecordFormat.PlausibleLength(_buffer.AsSpan(_start.._end));
        if (length == 0 || !Fill(length) || !RecordFormat.IsWhole(_buffer.AsSpan(_start, length)))
        {
            return false;
        }
        record = _buffer.AsMemory(_start, length);
        return true;
    }

    public void Advance(int bytes)
    {
        _start += bytes;
        Offset += bytes;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private bool Fill(int bytes)
    {
        if (_end - _start >= bytes)
        {
            return true;
        }
        if (_start + bytes > _buffer.Length)
        {
            var target = bytes > _buffer.Length ? ArrayPool<byte>.Shared.Rent(bytes) : _buffer;
            _buffer.AsSpan(_start.._end).CopyTo(target);
            if (target != _buffer)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
                _buffer = target;
            }
            (_start, _end) = (0, _end - _start);
        }
        while (_end - _start < bytes)
        {
            var read = disk.Read(_name, Offset + (_end - _start), _buffer.AsSpan(_end));
            if (read == 0)
            {
                return false;
            }
            _end += read;
        }
        return true;
    }
}
