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

    /// <summary>Makes it, without rows.</summary>
    public CopyRows() => Clear();

    /// <summary>How many rows it has.</summary>
    public int Rows { get; private set; }

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

    /// <summary>A BIGINT[]; null stands for NULL.</summary>
    public void Add(ReadOnlySpan<long?> values)
    {
        var nulls = 0;
        foreach (var value in values)
            if (value is null) nulls++;
        // Dimensions, whether there are nulls, element type, then length and lower bound of the one dimension.
        var length = 20 + values.Length * 12 - nulls * 8;
        var field = Take(4 + length);
        BinaryPrimitives.WriteInt32BigEndian(field, length);
        BinaryPrimitives.WriteInt32BigEndian(field[4..], 1);
        BinaryPrimitives.WriteInt32BigEndian(field[8..], nulls > 0 ? 1 : 0);
        BinaryPrimitives.WriteInt32BigEndian(field[12..], Int8Oid);
        BinaryPrimitives.WriteInt32BigEndian(field[16..], values.Length);
        BinaryPrimitives.WriteInt32BigEndian(field[20..], 1);
        field = field[24..];
        foreach (var value in values)
        {
            if (value is not { } number)
            {
                BinaryPrimitives.WriteInt32BigEndian(field, -1);
                field = field[4..];
                continue;
            }

            BinaryPrimitives.WriteInt32BigEndian(field, 8);
            BinaryPrimitives.WriteInt64BigEndian(field[4..], number);
            field = field[12..];
        }
    }

    internal ReadOnlySpan<byte> Finish()
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(2), -1);
        _count -= 2;
        return _buffer.AsSpan(0, _count + 2);
    }

    private Span<byte> Take(int bytes)
    {
        if (bytes > StoreLimits.CopyBytesMax - _count) throw new InvalidOperationException($"A COPY of more than {StoreLimits.CopyBytesMax} bytes.");
        if (bytes > _buffer.Length - _count) Array.Resize(ref _buffer, Math.Min(StoreLimits.CopyBytesMax, Math.Max(_buffer.Length * 2, _count + bytes)));
        var taken = _buffer.AsSpan(_count, bytes);
        _count += bytes;
        return taken;
    }
}
