namespace Wattline.Simulators.Physics;

/// <summary>
/// A half-duplex RS-485 bus with one master and any number of slaves, at true wire time. Everybody but the sender
/// hears what is sent; who talks while another talks garbles both. Slaves hear a burst when its last character has
/// arrived; the master hears it in chunks, as a UART with a FIFO hands it on. A character whose check or stop bit
/// is wrong is discarded, as a Linux tty with IGNPAR does.
/// </summary>
public sealed partial class Rs485Line
{
    private readonly VirtualClock _clock;
    private readonly Random _random;
    private readonly List<LinePort> _slaves = [];
    private readonly List<Transmission> _onWire = [];
    private LinePort? _master;
    private int _masterChunk;
    private long _busyUntilMicros;

    /// <summary>A quiet line.</summary>
    /// <param name="clock">Simulated time.</param>
    /// <param name="seed">Of everything random on this line.</param>
    public Rs485Line(VirtualClock clock, int seed)
    {
        _clock = clock;
        _random = new Random(seed);
    }

    /// <summary>What is wrong with the line now.</summary>
    public LineFaults Faults { get; } = new();

    /// <summary>Microseconds in which somebody was talking, since the start; what is on the wire counts to its end.</summary>
    public long BusyMicros { get; private set; }

    /// <summary>Characters put on the wire, noise included.</summary>
    public long CharactersSent { get; private set; }

    /// <summary>Characters that were discarded by check bit, stop bit or loss.</summary>
    public long CharactersDiscarded { get; private set; }

    /// <summary>Characters that were read with another value than was sent.</summary>
    public long CharactersGarbled { get; private set; }

    /// <summary>Times that somebody began to talk while another talked.</summary>
    public long Collisions { get; private set; }

    /// <summary>Connects the master, once.</summary>
    /// <param name="setting">Speed and shape at the start.</param>
    /// <param name="heard">Called with what arrives.</param>
    /// <param name="chunkCharacters">The most characters that its UART holds back; 8 suits the half-full FIFO of a 16550.</param>
    public LinePort AttachMaster(SerialSetting setting, LineListener heard, int chunkCharacters = 8)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkCharacters, 1);
        if (_master is not null)
            throw new InvalidOperationException("An RS-485 line has one master.");
        _masterChunk = chunkCharacters;
        return _master = new LinePort(this, "master", setting, heard);
    }

    /// <summary>Connects a slave.</summary>
    public LinePort Attach(string name, SerialSetting setting, LineListener heard)
    {
        var port = new LinePort(this, name, setting, heard);
        _slaves.Add(port);
        return port;
    }

    /// <summary>Puts random characters on the wire now, as switching gear and lightning do.</summary>
    public void BurstOfNoise(int characters)
    {
        var noise = new byte[characters];
        _random.NextBytes(noise);
        Begin(new Transmission(null, _master?.Setting ?? SerialSetting.Dlt645, noise, _clock.NowMicros));
    }

    internal long Send(LinePort sender, ReadOnlySpan<byte> bytes, long delayMicros)
    {
        var start = Math.Max(_clock.NowMicros + delayMicros, sender.SendingUntilMicros);
        if (bytes.IsEmpty)
            return start;
        var sent = new Transmission(sender, sender.Setting, bytes.ToArray(), start);
        sender.SendingUntilMicros = sent.EndMicros;
        sender.CharactersSent += bytes.Length;
        if (start == _clock.NowMicros)
            Begin(sent);
        else
            _clock.At(start, () => Begin(sent));
        return sent.EndMicros;
    }

    private void Begin(Transmission sent)
    {
        CharactersSent += sent.Characters.Length;
        BusyMicros += Math.Max(0, sent.EndMicros - Math.Max(sent.StartMicros, _busyUntilMicros));
        _busyUntilMicros = Math.Max(_busyUntilMicros, sent.EndMicros);
        Distort(sent);
        foreach (var other in _onWire)
        {
            // What ended at this very moment is on the list until its event runs.
            if (other.EndMicros <= sent.StartMicros)
                continue;
            Collisions++;
            if (other.StartMicros == sent.StartMicros && other.Setting == sent.Setting && other.Sender != _master && sent.Sender != _master)
            {
                Superpose(other, sent);
                continue;
            }
            var until = Math.Min(other.EndMicros, sent.EndMicros);
            Garble(sent, sent.StartMicros, until);
            Garble(other, sent.StartMicros, until);
        }
        _onWire.Add(sent);
        ScheduleNext(sent);
    }

    private void ScheduleNext(Transmission sent)
    {
        var total = sent.Characters.Length;
        var next = MasterHears(sent) && _master!.Setting.Understands(sent.Setting)
            ? Math.Min(sent.Delivered + _masterChunk, total)
            : total;
        _clock.At(sent.ArrivedMicros(next), () => Arrive(sent, next));
    }

    private void Arrive(Transmission sent, int upTo)
    {
        var isEnd = upTo == sent.Characters.Length;
        if (isEnd)
            _onWire.Remove(sent);
        var from = sent.Delivered;
        sent.Delivered = upTo;
        if (!Faults.Dead)
        {
            if (MasterHears(sent))
                Deliver(sent, from, upTo, _master!);
            if (isEnd)
                foreach (var slave in _slaves)
                    if (slave != sent.Sender)
                        Deliver(sent, 0, upTo, slave);
        }
        if (!isEnd)
            ScheduleNext(sent);
    }

    private bool MasterHears(Transmission sent) => _master is not null && (sent.Sender != _master || Faults.Echo);

    private void Deliver(Transmission sent, int from, int upTo, LinePort to)
    {
        ReadOnlySpan<byte> read = default;
        if (to.Setting.Understands(sent.Setting))
            read = sent.Accepted(from, upTo);
        else if (upTo == sent.Characters.Length)
            read = WrongSetting.Read(sent.Characters.AsSpan(from), sent.Setting, to.Setting);
        if (!read.IsEmpty)
            to.Heard(read, _clock.NowMicros);
    }
}
