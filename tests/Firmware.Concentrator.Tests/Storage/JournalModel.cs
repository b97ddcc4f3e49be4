using Wattline.Firmware.Cbor;
using Wattline.Firmware.Storage;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Storage;

/// <summary>What a journal owes: a few dictionaries beside it, and the comparison.</summary>
/// <param name="spoils">The medium may turn bits: a state may then be an older one, and what was committed be told unreadable.</param>
internal sealed class JournalModel(bool spoils = false)
{
    private readonly List<byte[]?> _states = [null];
    private readonly List<byte[]> _statesRefused = [];
    private readonly SortedDictionary<long, byte[]>[] _committed = EachStream();
    private readonly SortedDictionary<long, byte[]>[] _waiting = EachStream();
    private readonly List<byte[]>[] _attempts = [[], [], [], []];
    private readonly long[] _acknowledged = new long[Streams.Count];
    private readonly long[] _toldAt = new long[Streams.Count];
    private readonly HashSet<(string Stream, long First, long Last, string Reason)> _told = [];
    private readonly Dictionary<(int, long), byte[]> _seen = [];
    private List<byte[]?> _stateMayBe = [null];

    public long Boot { get; private set; }

    public ulong? Epoch { get; private set; }

    /// <summary>Times that nothing could be read any more, and the journal was formatted.</summary>
    public int Formats { get; private set; }

    public IEnumerable<(string Stream, long First, long Last, string Reason)> Told => _told;

    public long Highest(int stream) => Math.Max(_committed[stream].Keys.LastOrDefault(), _acknowledged[stream]);

    /// <summary>A refused append may reach the medium whole, and be found after a power cut.</summary>
    public void Attempts(int stream, byte[] body) => _attempts[stream].Add(body);

    public void Appended(int stream, long sequence, byte[] body)
    {
        Assert.True(sequence > Highest(stream), $"sequence {sequence} of stream {stream} was given before");
        _waiting[stream][sequence] = body;
    }

    public void StateSet(byte[] value)
    {
        _stateMayBe.Add(value);
        _states.Add(value);
    }

    /// <summary>A refused state, too, may reach the medium whole, and be found after a power cut.</summary>
    public void StateNotSet()
    {
        _statesRefused.Add(_stateMayBe[^1]!);
        _stateMayBe.RemoveAt(_stateMayBe.Count - 1);
    }

    public void Committed()
    {
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            foreach ((long sequence, byte[] body) in _waiting[stream])
                _committed[stream][sequence] = body;
            _waiting[stream].Clear();
        }
        if (_stateMayBe.Count > 1)
            _stateMayBe = [_stateMayBe[^1]];
    }

    public void Acknowledged(int stream, long sequence) => _acknowledged[stream] = Math.Max(_acknowledged[stream], sequence);

    /// <summary>A copy to compare with an image of the medium, so that the original's history goes on.</summary>
    public JournalModel Copy()
    {
        JournalModel copy = new() { Boot = Boot, Epoch = Epoch, _stateMayBe = [.. _stateMayBe] };
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            foreach ((long sequence, byte[] body) in _committed[stream])
                copy._committed[stream][sequence] = body;
            foreach ((long sequence, byte[] body) in _waiting[stream])
                copy._waiting[stream][sequence] = body;
            copy._attempts[stream].AddRange(_attempts[stream]);
            copy._acknowledged[stream] = _acknowledged[stream];
        }
        copy._told.UnionWith(_told);
        _toldAt.CopyTo(copy._toldAt, 0);
        foreach (((int, long) key, byte[] bytes) in _seen)
            copy._seen[key] = bytes;
        return copy;
    }

    /// <summary>After a start: what waited is there whole or not at all, and what was committed is there.</summary>
    public void Restarted(FlashJournal journal, string context)
    {
        if (spoils && Epoch != null && journal.Epoch != Epoch)
            Format();
        Assert.True(journal.Boot > Boot, $"{context}: boot {journal.Boot} after {Boot}");
        Boot = journal.Boot;
        if (Epoch is { } epoch)
            Assert.True(epoch == journal.Epoch, $"{context}: another epoch");
        Epoch = journal.Epoch;
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            _waiting[stream].Clear();
        }
        byte[]? state = journal.GetState(StateKeys.Slots);
        Assert.True(
            (spoils ? _states : [.. _stateMayBe, .. _statesRefused]).Exists(s => state == null ? s == null : s != null && s.AsSpan().SequenceEqual(state)),
            $"{context}: the state is not one that was set");
        _stateMayBe = [state?.ToArray()];
        _statesRefused.Clear();
        Check(journal, context);
        for (int stream = 0; stream < Streams.Count; stream++)
            _attempts[stream].Clear();
    }

    /// <summary>Every message that was committed is read, was acknowledged, or is told to be lost.</summary>
    /// <param name="isOver">Nothing more is acknowledged: what is told once an event is acknowledged is told by now.</param>
    public void Check(FlashJournal journal, string context, bool isOver = false)
    {
        HashSet<long>[] found = [[], [], [], []];
        ReadAll(journal, found, context);
        if (Uncovered(journal, found, isOver) != null)
        {
            // What was lost since an event that is acknowledged is told with the next commit.
            Commit(journal);
            ReadAll(journal, found, context);
        }

        string? uncovered = Uncovered(journal, found, isOver);
        Assert.True(uncovered == null, $"{context}: {uncovered} vanished; told {string.Join(' ', _told)}");
    }

    private string? Uncovered(FlashJournal journal, HashSet<long>[] found, bool isOver)
    {
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            foreach ((long sequence, _) in _committed[stream])
            {
                bool covered = found[stream].Contains(sequence)
                    || sequence <= _acknowledged[stream]
                    || ((stream != Streams.Money || spoils) && (IsTold(journal, stream, sequence) || (!isOver && WillBeTold(journal, stream, sequence))));
                if (!covered)
                    return $"{Streams.NameOf(stream)} {sequence}";
            }
        }
        return null;
    }

    private void ReadAll(FlashJournal journal, HashSet<long>[] found, string context)
    {
        byte[] buffer = new byte[journal.MessageBytesMax];

        // Reading may append lost events, so the events are read last and once more.
        foreach (int stream in new[] { Streams.Money, Streams.Readings, Streams.Results, Streams.Events, Streams.Events })
        {
            JournalCursor cursor = new(stream);
            int refused = 0;
            if (journal.Counters.Unreadable > 0)
                Commit(journal); // A lost event whose commit was refused is durable with the next.
            while (cursor.Next <= journal.Last(stream) && refused < 50)
            {
                int count = journal.ReadUnacknowledged(cursor, buffer, 0);
                if (count > 0)
                    Read(stream, cursor.Sequence, buffer.AsSpan(0, count).ToArray(), found[stream], context);
                else
                    refused++; // Behind a gap nothing is shown before the medium took the event that tells of it.
            }
        }
    }

    private static void Commit(FlashJournal journal)
    {
        for (int attempt = 0; attempt < 50 && !journal.Commit(); attempt++)
            continue;
    }

    /// <summary>A range that grows while the event that tells of its beginning waits is told when that one is acknowledged.</summary>
    private bool WillBeTold(FlashJournal journal, int stream, long sequence) =>
        sequence <= journal.Acknowledged(stream) && _toldAt[stream] > journal.Acknowledged(Streams.Events);

    /// <summary>
    /// A lost event may be lost itself: then that is told, and the cloud's replay of what it misses brings the rest.
    /// </summary>
    private bool IsTold(FlashJournal journal, int stream, long sequence) =>
        (sequence <= journal.Acknowledged(stream) && _told.Any(t => t.Stream == "events"))
        || _told.Any(t => t.Stream == Streams.NameOf(stream) && t.First <= sequence && sequence <= t.Last);

    private void Read(int stream, long sequence, byte[] message, HashSet<long> found, string context)
    {
        found.Add(sequence);
        if (_seen.TryGetValue((stream, sequence), out byte[]? before))
            Assert.True(message.AsSpan().SequenceEqual(before), $"{context}: {stream}/{sequence} is another message now");
        _seen[(stream, sequence)] = message;
        if (_committed[stream].TryGetValue(sequence, out byte[]? body))
        {
            Assert.True(message.AsSpan().EndsWith(body), $"{context}: {stream}/{sequence} is not what was appended");
            return;
        }
        if (_waiting[stream].Remove(sequence, out body))
        {
            _committed[stream][sequence] = body; // What is shown is durable.
            Assert.True(message.AsSpan().EndsWith(body), $"{context}: {stream}/{sequence} is not what was appended");
            return;
        }
        if (sequence > Highest(stream) && _attempts[stream].Find(a => message.AsSpan().EndsWith(a)) is { } attempt)
        {
            _committed[stream][sequence] = attempt;
            return;
        }

        // What nobody appended is a lost event of the journal's own.
        Assert.True(stream == Streams.Events, $"{context}: {stream}/{sequence} from nowhere");
        CborReader reader = new(message, 0, message.Length);
        Assert.Equal(8, reader.ReadArray());
        for (int i = 0; i < 7; i++)
            reader.SkipItem();
        bool lost = reader.ReadArray() == 5 && reader.ReadText() == "lost";
        Assert.True(lost, $"{context}: {stream}/{sequence} from nowhere (of {Highest(stream)} committed)");
        string name = reader.ReadText();
        reader.SkipItem();
        reader.SkipItem();
        int fields = reader.ReadArray();
        (string Stream, long First, long Last, string Reason) told = (name, (long)reader.ReadUInt(), (long)reader.ReadUInt(), reader.ReadText());
        _told.Add(told);
        int about = Enumerable.Range(0, Streams.Count).Single(s => Streams.NameOf(s) == name);
        _toldAt[about] = Math.Max(_toldAt[about], sequence);
        Assert.True(name != "money" || told.Reason == "unreadable", $"{context}: money was overwritten");
        if (!spoils && told.Reason == "unreadable")
        {
            Assert.DoesNotContain(_committed[about].Keys, key => told.First <= key && key <= told.Last && key > _acknowledged[about]);
        }
        if (fields == 4)
            reader.ReadUInt();
        Assert.True(reader.AtEnd, $"{context}: a lost event that cannot be read");
    }

    private void Format()
    {
        Formats++;
        Boot = 0;
        Epoch = null;
        _seen.Clear();
        _told.Clear();
        Array.Clear(_toldAt);
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            _committed[stream].Clear();
            _acknowledged[stream] = 0;
        }
    }

    private static SortedDictionary<long, byte[]>[] EachStream() => [[], [], [], []];
}
