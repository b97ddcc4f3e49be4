using System.Text;
using Wattline.Gateway.Journal;

namespace Wattline.Gateway.Runtime.Quarantine;

/// <summary>What quarantine knows of each message without reading it: everything in it costs the same however much there is. One user at a time.</summary>
internal sealed class QuarantineIndex(long shareBytesMax, int shareMessagesMax)
{
    private readonly Dictionary<long, Held> _held = [];
    private readonly Dictionary<UInt128, long> _byContent = [];
    private readonly Dictionary<ulong, Share> _shares = [];
    private readonly Queue<long> _inOrder = [];

    /// <summary>A message.</summary>
    /// <param name="Stream">Where it was journalled.</param>
    /// <param name="Reason">Why it is here.</param>
    /// <param name="Owner">Whose share it uses.</param>
    /// <param name="Content">What tells it from others.</param>
    /// <param name="Bytes">Of its payload.</param>
    internal readonly record struct Held(JournalStream Stream, QuarantineReason Reason, ulong Owner, UInt128 Content, int Bytes);

    /// <summary>What a concentrator uses of quarantine.</summary>
    private readonly record struct Share(string Name, int Messages, long Bytes);

    /// <summary>How many messages there are.</summary>
    public int Count => _held.Count;

    /// <summary>Bytes of their payloads.</summary>
    public long Bytes { get; private set; }

    /// <summary>Concentrators that have used up their share.</summary>
    public HashSet<ulong> UsedUp { get; } = [];

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> UsedUpNames => [.. UsedUp.Select(owner => _shares[owner].Name).Order(StringComparer.Ordinal)];

    /// <summary>What tells messages apart: topic and bytes.</summary>
    public static UInt128 ContentOf(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload) => new(Xxh64.Hash(topic), Xxh64.Hash(payload));

    /// <summary>Whose share a topic uses; topics that name nobody share one.</summary>
    public static ulong OwnerOf(ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> name) => Topics.TryRead(topic, out name, out _) ? Xxh64.Hash(name) : 0;

    public bool Knows(UInt128 content) => _byContent.ContainsKey(content);

    public bool TryGet(long id, out Held held) => _held.TryGetValue(id, out held);

    /// <summary>The oldest message's number; false when there is none.</summary>
    public bool TryOldest(out long id)
    {
        while (_inOrder.TryPeek(out id))
        {
            if (_held.ContainsKey(id)) return true;
            _inOrder.Dequeue();
        }
        return false;
    }

    /// <summary>Adds a message, whose number is above all others. One of the same bytes is the same message, written before: it goes.</summary>
    /// <returns>The one that went.</returns>
    public Held? Add(long id, JournalStream stream, QuarantineReason reason, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        var content = ContentOf(topic, payload);
        var twin = _byContent.TryGetValue(content, out var before) && Remove(before, out var gone) ? gone : (Held?)null;
        var owner = OwnerOf(topic, out var name);
        _held[id] = new Held(stream, reason, owner, content, payload.Length);
        _byContent[content] = id;
        _inOrder.Enqueue(id);
        Bytes += payload.Length;
        var share = _shares.TryGetValue(owner, out var known) ? known : new Share(Encoding.UTF8.GetString(name), 0, 0);
        Keep(owner, share with { Messages = share.Messages + 1, Bytes = share.Bytes + payload.Length });
        return twin;
    }

    public bool Remove(long id, out Held held)
    {
        if (!_held.TryGetValue(id, out held)) return false;
        Forget(id);
        _held.Remove(id);
        Bytes -= held.Bytes;
        var share = _shares[held.Owner];
        Keep(held.Owner, share with { Messages = share.Messages - 1, Bytes = share.Bytes - held.Bytes });
        return true;
    }

    /// <summary>A message has another number, above all others.</summary>
    public void Move(long id, long to)
    {
        var held = _held[id];
        _held.Remove(id);
        _held[to] = held;
        _inOrder.Enqueue(to);
        if (_byContent.GetValueOrDefault(held.Content) == id) _byContent[held.Content] = to;
    }

    /// <summary>A copy of this message that comes again is another.</summary>
    public void Forget(long id)
    {
        if (_held.TryGetValue(id, out var held) && _byContent.GetValueOrDefault(held.Content) == id) _byContent.Remove(held.Content);
    }

    private void Keep(ulong owner, Share share)
    {
        if (share.Messages == 0) _shares.Remove(owner);
        else _shares[owner] = share;
        // Topics that name nobody are nobody's to wait for.
        if (owner != 0 && (share.Messages >= shareMessagesMax || share.Bytes >= shareBytesMax)) UsedUp.Add(owner);
        else UsedUp.Remove(owner);
    }
}
