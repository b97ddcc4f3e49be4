using System.Globalization;
using System.Text;

namespace Wattline.Simulators.Kiosks.CcTalk;

/// <summary>
/// A coin acceptor or note validator on a ccTalk line. It keeps its last five events under a number that power does not
/// survive; pieces, box and the counter of accepted pieces do. Not safe for two threads.
/// </summary>
public abstract class CcTalkAcceptor : ICashAcceptor
{
    private const int HostAddress = 1, EventsKept = 5, NumberMax = 255;

    private readonly CcTalkReceiver _receiver;
    private readonly List<Note> _notes = [];
    private readonly LinkedList<(byte First, byte Second)> _events = [];
    private int _number;
    private int _mask;
    private bool _master;
    private long _lastPollMicros = long.MinValue / 2;

    /// <summary>A device that has just been switched on.</summary>
    private protected CcTalkAcceptor(CcTalkSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.Values.Count, KioskLimits.ChannelsMax, nameof(settings));
        Settings = settings;
        Random = new Random(settings.Seed);
        _receiver = new CcTalkReceiver(settings.WithCrc);
    }

    /// <inheritdoc />
    public IReadOnlyList<Note> Notes => _notes;

    /// <inheritdoc />
    public int ChannelCount => Settings.Values.Count;

    /// <inheritdoc />
    public bool HasPower { get; private set; } = true;

    /// <inheritdoc />
    public bool AwaitsAcknowledgement => false;

    /// <summary>Pieces accepted ever; 24 bits on the wire.</summary>
    public long Accepted { get; set; }

    /// <inheritdoc />
    public bool IsOpen => HasPower && _master && _mask != 0 && IsFree && !IsFull && NowMicros - _lastPollMicros <= Settings.PollMicros;

    /// <inheritdoc />
    public abstract long NextWakeMicros { get; }

    private protected CcTalkSettings Settings { get; }

    private protected Random Random { get; }

    private protected long NowMicros { get; set; }

    private protected bool IsFull => _notes.Count >= Settings.BoxPieces && _notes.Count(note => note.Fate == NoteFate.InBox) >= Settings.BoxPieces;

    /// <summary>True when nothing is in the path.</summary>
    private protected abstract bool IsFree { get; }

    /// <inheritdoc />
    public ValidatorAnswer? Hear(ReadOnlySpan<byte> bytes, long nowMicros)
    {
        Step(nowMicros);
        ValidatorAnswer? answer = null;
        foreach (var value in bytes)
        {
            if (HasPower && _receiver.Take(value, nowMicros) && _receiver.Packet is { } packet && packet.Destination == Settings.Address)
            {
                var (header, data) = Obey(packet.Header, packet.Data.Span);
                answer = new ValidatorAnswer(CcTalkCheck.Packet(HostAddress, Settings.Address, header, data, Settings.WithCrc), Settings.ReplyDelayMicros);
            }
        }
        return HasPower ? answer : null;
    }

    /// <inheritdoc />
    public Note? Insert(int channel, string? account, long nowMicros)
    {
        Step(nowMicros);
        if (!IsOpen)
            return null;
        var note = new Note(_notes.Count + 1, channel, Settings.Values[channel - 1], account, nowMicros);
        _notes.Add(note);
        TakeIn(note);
        return note;
    }

    /// <inheritdoc />
    public abstract void Step(long nowMicros);

    /// <inheritdoc />
    public void PowerCut(long nowMicros)
    {
        Step(nowMicros);
        Lose();
    }

    /// <summary>What goes with the power, wherever a piece is.</summary>
    private protected void Lose()
    {
        HasPower = false;
        _receiver.Clear();
        _events.Clear();
        (_number, _mask, _master, _lastPollMicros) = (0, 0, false, long.MinValue / 2);
    }

    /// <inheritdoc />
    public void PowerUp(long nowMicros)
    {
        NowMicros = Math.Max(NowMicros, nowMicros);
        HasPower = true;
        Clear();
    }

    /// <summary>Forces the number of the last event, for tests of its wrap.</summary>
    public void Renumber(int number) => _number = number;

    /// <summary>Says an event that nothing stands behind, for tests of bad devices.</summary>
    public void Say(byte first, byte second) => Tell(first, second);

    private protected bool Accepts(int channel) => (_mask >> (channel - 1) & 1) != 0;

    /// <summary>Draws a piece in.</summary>
    private protected abstract void TakeIn(Note note);

    /// <summary>Deals with what a power cut left in the path.</summary>
    private protected abstract void Clear();

    /// <summary>The commands that only one kind of device knows.</summary>
    private protected abstract (byte Header, byte[] Data) ObeyOwn(int header, ReadOnlySpan<byte> data);

    private protected void Tell(byte first, byte second)
    {
        _number = _number == NumberMax ? 1 : _number + 1;
        _events.AddFirst((first, second));
        if (_events.Count > EventsKept)
            _events.RemoveLast();
    }

    private protected void Settle(Note note, NoteFate fate)
    {
        note.Fate = fate;
        note.SettledMicros = NowMicros;
        if (fate == NoteFate.InBox)
            Accepted++;
    }

    private protected bool Happens(int perMillion) => Random.Next(1_000_000) < perMillion;

    /// <summary>Counter, then the last five events, the newest first.</summary>
    private protected byte[] Events()
    {
        _lastPollMicros = NowMicros;
        return [(byte)_number, .. _events.Concat(Enumerable.Repeat(((byte)0, (byte)0), EventsKept)).Take(EventsKept).SelectMany(told => new[] { told.Item1, told.Item2 })];
    }

    private protected byte[] Name(int channel, int digits, int value) => Encoding.ASCII.GetBytes(
        channel > ChannelCount ? "......."[..(digits + 3)] : Settings.Country + value.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0') + "A");

    private (byte Header, byte[] Data) Obey(int header, ReadOnlySpan<byte> data)
    {
        switch (header)
        {
            case 1:
                PowerCut(NowMicros);
                PowerUp(NowMicros);
                return (0, []);
            case 254:
                return (0, []);
            case 228 when data.Length == 1:
                _master = (data[0] & 1) != 0;
                return (0, []);
            case 231 when data.Length == 2:
                _mask = data[0] | data[1] << 8;
                return (0, []);
            case 225 when data.Length == 0 && Settings.Counts:
                return (0, [(byte)Accepted, (byte)(Accepted >> 8), (byte)(Accepted >> 16)]);
            default:
                return ObeyOwn(header, data);
        }
    }
}
