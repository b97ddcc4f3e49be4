using Wattline.Simulators.Kiosks.Ssp;

namespace Wattline.Simulators.Kiosks;

/// <summary>
/// A banknote validator that speaks SSP, with encryption where it is told to demand it, at address 0, and counts its own notes. It is passive:
/// time comes with each call, in microseconds since the start of the simulation, and never goes back. Notes, box and
/// counters survive a power cut; settings of the host and events that it did not fetch do not. Not safe for two threads.
/// </summary>
public sealed partial class SspValidator : ICashAcceptor
{
    private readonly ValidatorSettings _settings;
    private readonly Random _random;
    private readonly SspReceiver _receiver = new();
    private readonly List<Note> _notes = [];
    private readonly long[] _inBox;
    private readonly long[] _returned;
    private byte[] _lastReply = [];
    private int _lastSequence = -1;
    private long _now;

    /// <summary>A validator that has just been switched on.</summary>
    public SspValidator(ValidatorSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.Channels.Count, KioskLimits.ChannelsMax, nameof(settings));
        if (settings.Channels.Any(value => value is < 1 or > 255) || settings.Currency.Length != 3)
            throw new ArgumentException("Channels are 1 to 255 yuan, the currency has three letters.", nameof(settings));
        _settings = settings;
        _random = new Random(settings.Seed);
        _inBox = new long[settings.Channels.Count + 1];
        _returned = new long[settings.Channels.Count + 1];
        Tell(SspCode.SlaveReset);
    }

    /// <summary>Every note that was ever in the mouth, by its number.</summary>
    public IReadOnlyList<Note> Notes => _notes;

    /// <inheritdoc />
    public int ChannelCount => _settings.Channels.Count;

    /// <summary>Notes of a channel in the box; channels count from 1.</summary>
    public long InBox(int channel) => _inBox[channel];

    /// <summary>Notes of a channel that went back to the customer.</summary>
    public long Returned(int channel) => _returned[channel];

    /// <summary>Times of jams and cheats so far.</summary>
    public (long Jams, long Cheats) Troubles { get; private set; }

    /// <summary>Takes bytes from the line.</summary>
    /// <returns>The reply to the last command in them; null when there is none for this validator.</returns>
    public ValidatorAnswer? Hear(ReadOnlySpan<byte> bytes, long nowMicros)
    {
        Step(nowMicros);
        ValidatorAnswer? answer = null;
        foreach (var value in bytes)
            if (HasPower && _receiver.Take(value) == SspVerdict.Good && _receiver.Packet is { Address: 0, Data.Length: > 0 } packet && Reply(packet) is { } reply)
                answer = new ValidatorAnswer(reply, _settings.ReplyDelayMicros);
        return HasPower ? answer : null;
    }

    // A packet with the sequence bit of the last one is that one again: its reply was lost.
    private byte[]? Reply(SspPacket packet)
    {
        var isSync = packet.Data.Span[0] == SspCode.Sync;
        if (packet.Sequence == _lastSequence && !isSync)
            return _lastReply;
        var data = packet.Data.Span;
        var reply = data[0] == Mark ? ObeyEncrypted(data)
            : data[0] is SetGenerator or SetModulus or ExchangeKeys ? Exchange(data)
            : IsRefusedInTheClear(data[0]) ? [KeyNotSet]
            : Obey(data);
        if (reply is null)
            return null;
        _lastReply = SspCrc.Packet(packet.Sequence, 0, reply);
        // After SYNC either bit is new.
        _lastSequence = isSync ? -1 : packet.Sequence;
        return _lastReply;
    }
}
