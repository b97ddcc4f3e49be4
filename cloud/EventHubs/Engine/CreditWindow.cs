namespace Wattline.Cloud.EventHubs.Engine;

/// <summary>
/// How much a receiver takes before its owner is done with what it has: deliveries, and bytes of them. Credit counts messages
/// whatever their size, so bytes are reckoned by the size that messages have had lately; when messages suddenly are larger, credit is
/// taken back as soon as the bytes are reached, and what was sent meanwhile is what can be beyond them.
/// </summary>
internal sealed class CreditWindow
{
    /// <summary>A message's size before one came.</summary>
    private const long FirstGuessBytes = 64 * 1_024;

    /// <summary>A larger message counts at once, smaller ones only when sixteen or so have come.</summary>
    private const int Smoothing = 16;

    private long _bytes = long.MaxValue;
    private long _typical = FirstGuessBytes;
    private uint _held;
    private long _heldBytes;

    /// <summary>Deliveries at most.</summary>
    public uint Deliveries { get; private set; }

    /// <summary>Whether the bytes are reached.</summary>
    public bool IsFull => _heldBytes >= _bytes;

    /// <summary>Deliveries that may be under way now. One may be when nothing is held, however large it is.</summary>
    public uint Wanted => Deliveries == 0 ? 0 : Math.Max(_held == 0 ? 1U : 0U, Math.Min(Deliveries - Math.Min(Deliveries, _held), Room(_bytes - _heldBytes)));

    /// <summary>Credit is given in steps of half of the window.</summary>
    public uint Step => Math.Max(1, Math.Min(Deliveries, Room(_bytes)) / 2);

    /// <summary>Sets the bounds.</summary>
    public void Set(uint deliveries, long bytes) => (Deliveries, _bytes) = (deliveries, bytes);

    /// <summary>A delivery came.</summary>
    public void Came(long bytes)
    {
        _typical = Math.Max(bytes, _typical - ((_typical - bytes) / Smoothing));
        Hold(bytes);
    }

    /// <summary>The owner holds one more.</summary>
    public void Hold(long bytes)
    {
        _held++;
        _heldBytes += bytes;
    }

    /// <summary>The owner is done with one.</summary>
    public void Release(long bytes)
    {
        _held -= Math.Min(_held, 1);
        _heldBytes -= Math.Min(_heldBytes, bytes);
    }

    private uint Room(long bytes) => (uint)Math.Clamp(bytes / Math.Max(1, _typical), 0, uint.MaxValue);
}
