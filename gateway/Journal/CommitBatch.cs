using System.Buffers;

namespace Wattline.Gateway.Journal;

/// <summary>Records that wait for one commit, already as they stand on disk. Two of these take turns, so nothing is allocated once they have grown.</summary>
internal sealed class CommitBatch(int bytesMax)
{
    private byte[] _buffer = new byte[Math.Min(64 * 1_024, bytesMax)];

    public int Length { get; private set; }

    public int Records { get; private set; }

    public long FirstLsn { get; private set; }

    public long FirstReceivedAt { get; private set; }

    public long LastLsn => FirstLsn + Records - 1;

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Length);

    public bool TryAdd(long lsn, long receivedAt, JournalStream stream, ReadOnlySpan<byte> key, in ReadOnlySequence<byte> payload)
    {
        var size = RecordFormat.Size(key.Length, payload.Length);
        // A record larger than the whole buffer may still go alone: a limit set low must not stop the log.
        if (Length > 0 && Length + size > bytesMax)
        {
            return false;
        }
        if (Length + size > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(Length + size, Math.Min(bytesMax, _buffer.Length * 2)));
        }
        if (Length == 0)
        {
            (FirstLsn, FirstReceivedAt) = (lsn, receivedAt);
        }
        RecordFormat.Write(_buffer.AsSpan(Length, size), lsn, Records, receivedAt, stream, key, payload);
        Length += size;
        Records++;
        return true;
    }

    public void Clear() => Length = Records = 0;
}
