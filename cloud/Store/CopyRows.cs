using System.Buffers.Binary;

namespace Wattline.Cloud.Store;

/// <summary>
/// Rows in PostgreSQL's binary form of COPY (PostgreSQL 15, COPY, "Binary Format"), for <see cref="StoreConnection.Copy"/>. Its memory is kept and used
/// again; nothing is allocated for a row.
/// </summary>
public sealed class CopyRows
{
    private const int Int8Oid = 20;

    private byte[] _buffer = new byte[64 * 1024];
    private int _count;
    private int _array;

    /// <summary>Makes it, without rows.</summary>
    public CopyRows() => Clear();

    /// <summary>How many rows it has.</summary>
    public int Rows { get; private set; }

    /// <summary>Bytes of memory that it holds.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        _count = 0;
        Rows = 0;
        // Signature, flags, length of the header's extension.
        "PGCOPY\n"u8.CopyTo(Take(7));
        ReadOnlySpan<byte> rest = [0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];
        rest.CopyTo(Take(rest.Length));
    }

    /// <summary>Begins a row; as many fields follow.</summary>
    public void Row(short fields)
    {
        Rows++;
        BinaryPrimitives.WriteInt16BigEndian(Take(2), fields);
    }

    /// <summary>A BIGINT.</summary>
    public void Add(long value)
    {
        var field = Take(12);
        BinaryPrimitives.WriteInt32BigEndian(field, 8);
        BinaryPrimitives.WriteInt64BigEndian(field[4..], value);
    }

    /// <summary>An INTEGER.</summary>
    public void Add(int value)
    {
        var field = Take(8);
        BinaryPrimitives.WriteInt32BigEndian(field, 4);
        BinaryPrimitives.WriteInt32BigEndian(field[4..], value);
    }

    /// <summary>A BYTEA, to be filled by the caller before the next field.</summary>
    public Span<byte> AddBytes(int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(4), length);
        return Take(length);
    }

    /// <summary>Begins a BIGINT[]; as many elements follow, by <see cref="AddElement"/>.</summary>
    public void BeginArray(int elements)
    {
        _array = _count;
        var field = Take(24);
        field.Clear();
        // The bytes and whether there are nulls follow with the elements. Then: dimensions, type, length and lower bound of the one dimension.
        BinaryPrimitives.WriteInt32BigEndian(field, 20);
        BinaryPrimitives.WriteInt32BigEndian(field[4..], 1);
        BinaryPrimitives.WriteInt32BigEndian(field[12..], Int8Oid);
        BinaryPrimitives.WriteInt32BigEndian(field[16..], elements);
        BinaryPrimitives.WriteInt32BigEndian(field[20..], 1);
    }

    /// <summary>An element of the array that was begun last; null stands for NULL.</summary>
    public void AddElement(long? value)
    {
        if (value is { } number)
        {
            Add(number);
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);
            BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_array + 8), 1);
        }

        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_array), _count - _array - 4);
    }

    internal ReadOnlySpan<byte> Finish()
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(2), -1);
        _count -= 2;
        return _buffer.AsSpan(0, _count + 2);
    }

    private Span<byte> Take(int bytes)
    {
        if (bytes > StoreLimits.CopyBytesMax - _count) throw new CopyTooLargeException();
        if (bytes > _buffer.Length - _count) Array.Resize(ref _buffer, Math.Min(StoreLimits.CopyBytesMax, Math.Max(_buffer.Length * 2, _count + bytes)));
        var taken = _buffer.AsSpan(_count, bytes);
        _count += bytes;
        return taken;
    }
}
