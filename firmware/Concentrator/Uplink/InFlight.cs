namespace Wattline.Firmware.Uplink;

/// <summary>
/// The messages on their way, oldest first. Only their identity is kept: the bytes are in the journal. It outlives a
/// connection, because what was not acknowledged is sent again under its packet id (MQTT 3.1.1, section 4.4).
/// </summary>
internal sealed class InFlight
{
    /// <summary>Ids below are for the uplink's own packets.</summary>
    public const int FirstId = 16;

    private const int IdMax = 65535;

    private readonly int[] _id = new int[UplinkLimits.InFlightMax];
    private readonly int[] _stream = new int[UplinkLimits.InFlightMax];
    private readonly long[] _sequence = new long[UplinkLimits.InFlightMax];
    private readonly bool[] _replay = new bool[UplinkLimits.InFlightMax];
    private readonly bool[] _done = new bool[UplinkLimits.InFlightMax];
    private int _head;
    private int _nextId = FirstId;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them were sent on this connection: the first so many.</summary>
    public int Sent { get; private set; }

    public bool IsFull => Count == UplinkLimits.InFlightMax;

    public int Id(int index) => _id[At(index)];

    public int Stream(int index) => _stream[At(index)];

    public long Sequence(int index) => _sequence[At(index)];

    public bool IsReplay(int index) => _replay[At(index)];

    /// <summary>Begins a new connection: everything is to be sent again.</summary>
    public void Rewind()
    {
        Sent = 0;
    }

    /// <summary>The next one is sent, or need not be.</summary>
    public void Advance(bool gone)
    {
        if (gone)
            _done[At(Sent)] = true;
        Sent++;
    }

    /// <summary>Adds a message that is being sent.</summary>
    /// <returns>Its packet id.</returns>
    public int Add(int stream, long sequence, bool replay)
    {
        int slot = At(Count);
        _id[slot] = _nextId;
        _stream[slot] = stream;
        _sequence[slot] = sequence;
        _replay[slot] = replay;
        _done[slot] = false;
        _nextId = _nextId == IdMax ? FirstId : _nextId + 1;
        Count++;
        Sent++;
        return _id[slot];
    }

    /// <summary>Marks a message as acknowledged.</summary>
    /// <returns>False when none with this id is on its way.</returns>
    public bool Acknowledge(int id)
    {
        for (int i = 0; i < Sent; i++)
        {
            if (_id[At(i)] == id && !_done[At(i)])
            {
                _done[At(i)] = true;
                return true;
            }
        }
        return false;
    }

    /// <summary>True when the oldest is done; <see cref="Drop"/> comes next.</summary>
    public bool IsOldestDone => Count > 0 && Sent > 0 && _done[_head];

    /// <summary>Forgets the oldest.</summary>
    public void Drop()
    {
        _head = At(1);
        Count--;
        Sent--;
    }

    private int At(int index) => (_head + index) % UplinkLimits.InFlightMax;
}
