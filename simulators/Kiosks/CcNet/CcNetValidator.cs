using System.Text;

namespace Wattline.Simulators.Kiosks.CcNet;

/// <summary>
/// A note validator that speaks CCNET at address 3. "Stacked" and "returned" are said until the host acknowledges them; after
/// a power cut it says where a note is, and clears its path when it is reset. Not safe for two threads.
/// </summary>
public sealed partial class CcNetValidator : ICashAcceptor
{
    private const int Address = 3, KindsMax = 24;

    private const byte Ack = 0x00, Nak = 0xFF, Reset = 0x30, Poll = 0x33, Enable = 0x34, Stack = 0x35, Return = 0x36,
        Identification = 0x37, Hold = 0x38, Table = 0x41, Illegal = 0x30;

    private readonly CcNetSettings _settings;
    private readonly Random _random;
    private readonly List<byte> _bytes = [];
    private readonly List<Note> _notes = [];
    private long _now;
    private long _heardMicros;
    private long _lastPollMicros = long.MinValue / 2;
    private int _enabled;
    private bool _told;

    /// <summary>A validator that has just been switched on.</summary>
    public CcNetValidator(CcNetSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.Values.Count, KindsMax, nameof(settings));
        _settings = settings;
        _random = new Random(settings.Seed);
    }

    /// <inheritdoc />
    public IReadOnlyList<Note> Notes => _notes;

    /// <inheritdoc />
    public int ChannelCount => _settings.Values.Count;

    /// <inheritdoc />
    public bool HasPower { get; private set; } = true;

    /// <inheritdoc />
    public bool AwaitsAcknowledgement => _stage is Stage.Stacked or Stage.Returned;

    /// <inheritdoc />
    public bool IsOpen => HasPower && _enabled != 0 && _stage == Stage.Ready && !IsFull && _now - _lastPollMicros <= _settings.PollMicros;

    private bool IsFull => _notes.Count >= _settings.BoxNotes && _notes.Count(note => note.Fate == NoteFate.InBox) >= _settings.BoxNotes;

    /// <inheritdoc />
    public ValidatorAnswer? Hear(ReadOnlySpan<byte> bytes, long nowMicros)
    {
        Step(nowMicros);
        ValidatorAnswer? answer = null;
        if (nowMicros - _heardMicros > 50_000)
            _bytes.Clear();
        _heardMicros = nowMicros;
        foreach (var value in bytes)
        {
            if (!HasPower || (_bytes.Count == 0 && value != 0x02))
                continue;
            _bytes.Add(value);
            if (_bytes.Count < 3 || _bytes.Count < _bytes[2])
                continue;
            var verdict = CcNetPacket.Parse([.. _bytes], out var packet);
            _bytes.Clear();
            if (packet is { Address: Address })
                answer = Obey(packet.Data.Span) is { } data ? new ValidatorAnswer(CcNetPacket.Wire(Address, data), _settings.ReplyDelayMicros) : null;
            else if (verdict == CcNetVerdict.BadCrc)
                answer = new ValidatorAnswer(CcNetPacket.Wire(Address, [Nak]), _settings.ReplyDelayMicros);
        }
        return HasPower ? answer : null;
    }

    /// <inheritdoc />
    public Note? Insert(int channel, string? account, long nowMicros)
    {
        Step(nowMicros);
        if (!IsOpen)
            return null;
        _note = new Note(_notes.Count + 1, channel, _settings.Values[channel - 1] * 100L, account, nowMicros);
        _notes.Add(_note);
        Enter(Stage.Accepting, _settings.ReadMicros);
        return _note;
    }

    private byte[]? Obey(ReadOnlySpan<byte> command)
    {
        switch (command)
        {
            case [Ack]:
                Acknowledged();
                return null;
            case [Nak]:
                return null;
            case [Reset]:
                Initialise();
                return [Ack];
            case [Poll]:
                _lastPollMicros = _now;
                _told = true;
                return State();
            case [Enable, _, var middle, var low, ..] when command.Length == 7:
                _enabled = low | middle << 8 | command[1] << 16;
                return [Ack];
            case [Stack] when _stage == Stage.Escrow:
                Enter(Stage.ToPoint, _settings.StackMicros / 2);
                return [Ack];
            case [Return] when _stage == Stage.Escrow:
                Enter(Stage.Returning, _settings.ReturnMicros);
                return [Ack];
            case [Hold] when _stage == Stage.Escrow:
                Enter(Stage.Escrow, _settings.EscrowMicros);
                return [Ack];
            case [Table]:
                return [.. Enumerable.Range(0, KindsMax).SelectMany(Entry)];
            case [Identification]:
                return Encoding.ASCII.GetBytes("WTL-CN10-000001".PadRight(15) + "000000000001" + "0000000");
            default:
                return [Illegal];
        }
    }

    // First digit, country, exponent of ten.
    private byte[] Entry(int kind)
    {
        if (kind >= _settings.Values.Count)
            return [0, 0, 0, 0, 0];
        var (value, exponent) = (_settings.Values[kind], 0);
        while (value >= 10)
            (value, exponent) = (value / 10, exponent + 1);
        return [(byte)value, .. Encoding.ASCII.GetBytes(_settings.Country), (byte)exponent];
    }
}
