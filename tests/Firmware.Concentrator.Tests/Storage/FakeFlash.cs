using Wattline.Firmware.Ports;

namespace Wattline.Tests.Firmware.Concentrator.Storage;

/// <summary>
/// A flash with the sync model of <see cref="IFlash"/>: each segment keeps what it did since the last sync, and a power
/// cut leaves any prefix of that, segment by segment, the last append torn at any byte.
/// </summary>
internal sealed class FakeFlash : IFlash
{
    private const int PageBytes = 64;

    private readonly List<byte>[] _live;
    private readonly byte[][] _durable;
    private readonly List<byte[]?>[] _waiting; // null is an erase

    public FakeFlash(int segments, int segmentBytes)
        : this([.. Enumerable.Range(0, segments).Select(_ => Array.Empty<byte>())], segmentBytes)
    {
    }

    public FakeFlash(byte[][] content, int segmentBytes)
    {
        SegmentBytes = segmentBytes;
        _durable = content;
        _live = [.. content.Select(c => new List<byte>(c))];
        _waiting = [.. content.Select(_ => new List<byte[]?>())];
    }

    public int SegmentCount => _durable.Length;

    public int SegmentBytes { get; }

    /// <summary>Called before each operation with its segment (-1 for sync) and its bytes (null for an erase).</summary>
    public Action<int, byte[]?>? Before { get; set; }

    /// <summary>Says whether an operation is refused.</summary>
    public Func<string, bool> Refuses { get; set; } = _ => false;

    /// <summary>How much of a refused append reaches the medium all the same.</summary>
    public Func<int, int> RefusedBytes { get; set; } = _ => 0;

    /// <summary>Says whether a read of a segment at a position gives nothing.</summary>
    public Func<int, int, bool> FailsRead { get; set; } = (_, _) => false;

    public int Syncs { get; private set; }

    public int Length(int segment) => _live[segment].Count;

    public int Read(int segment, int position, byte[] buffer, int offset, int count)
    {
        if (FailsRead(segment, position))
            return 0;
        int length = Math.Clamp(_live[segment].Count - position, 0, count);
        _live[segment].CopyTo(position, buffer, offset, length);
        return length;
    }

    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        byte[] bytes = buffer.AsSpan(offset, count).ToArray();
        Before?.Invoke(segment, bytes);
        bool refused = Refuses("append");
        if (refused)
            bytes = bytes[..RefusedBytes(count)];
        Assert(_live[segment].Count + bytes.Length <= SegmentBytes, "a segment overflows");
        _live[segment].AddRange(bytes);
        _waiting[segment].Add(bytes);
        return !refused;
    }

    public bool Erase(int segment)
    {
        Before?.Invoke(segment, null);
        if (Refuses("erase"))
            return false;
        _live[segment].Clear();
        _waiting[segment].Add(null);
        return true;
    }

    public bool Sync()
    {
        Before?.Invoke(-1, null);
        if (Refuses("sync"))
            return false;
        Syncs++;
        for (int i = 0; i < SegmentCount; i++)
        {
            _durable[i] = [.. _live[i]];
            _waiting[i].Clear();
        }
        return true;
    }

    /// <summary>Turns a bit that is durable already.</summary>
    public void Spoil(int segment, int position)
    {
        _live[segment][position] ^= 0x10;
        _durable[segment] = [.. _live[segment]];
    }

    /// <summary>Turns any bit that is durable already.</summary>
    public void SpoilSomething(Random random)
    {
        int segment = random.Next(SegmentCount);
        if (Length(segment) == 0)
            return;
        int position = random.Next(Length(segment));
        _live[segment][position] ^= (byte)(1 << random.Next(8));
        _durable[segment] = [.. _live[segment]];
    }

    /// <summary>What a power cut leaves when everything that waits survives, and part of one append more.</summary>
    public byte[][] Everything(int segment, byte[]? torn, int tornBytes)
    {
        byte[][] image = [.. _live.Select(s => s.ToArray())];
        if (segment >= 0 && torn != null)
            image[segment] = [.. image[segment], .. torn.AsSpan(0, tornBytes)];
        return image;
    }

    /// <summary>What a power cut leaves when nothing that waits survives.</summary>
    public byte[][] Nothing() => [.. _durable.Select(s => s.ToArray())];

    /// <summary>What a power cut leaves when each segment keeps a prefix of its own.</summary>
    /// <param name="losesPages">A page before the end of that prefix may be lost all the same, if no sync was behind it.</param>
    public byte[][] Some(Random random, bool losesPages = false)
    {
        byte[][] image = Nothing();
        for (int i = 0; i < SegmentCount; i++)
        {
            int kept = random.Next(_waiting[i].Count + 1);
            int durable = image[i].Length;
            List<byte> content = [.. image[i]];
            for (int op = 0; op < kept; op++)
            {
                if (_waiting[i][op] is not { } bytes)
                {
                    content.Clear();
                    durable = 0;
                }
                else if (op == kept - 1 && random.Next(2) == 0)
                    content.AddRange(Torn(bytes, random));
                else
                    content.AddRange(bytes);
            }
            if (losesPages && content.Count > durable && random.Next(3) == 0)
            {
                int page = random.Next(durable, content.Count) / PageBytes * PageBytes;
                for (int at = Math.Max(page, durable); at < Math.Min(page + PageBytes, content.Count); at++)
                    content[at] = 0;
            }
            image[i] = [.. content];
        }
        return image;
    }

    private static byte[] Torn(byte[] bytes, Random random)
    {
        byte[] torn = bytes[..random.Next(bytes.Length)];
        if (torn.Length > 0 && random.Next(2) == 0)
            random.NextBytes(torn.AsSpan(random.Next(torn.Length)));
        return torn;
    }

    private static void Assert(bool holds, string what) => Xunit.Assert.True(holds, what);
}
