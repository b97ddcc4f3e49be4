using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Uplink;

/// <summary>
/// The way to the gateway: an MQTT 3.1.1 client with QoS 1 over one socket, tied to the journal (docs/uplink.md). A
/// message is sent when it is durable, and acknowledged in the journal when its PUBACK came; after a reconnect what
/// was not acknowledged is sent again, byte for byte. It never gives up: any end of a connection is counted and
/// followed by another try.
/// </summary>
public sealed partial class UplinkMachine : IMachine
{
    private const int Waiting = 0;
    private const int Connecting = 1;
    private const int Greeting = 2;
    private const int Online = 3;

    /// <summary>How long a full socket, or a flash that refuses, is left alone, milliseconds.</summary>
    private const long SocketPause = 20;

    private readonly FlashJournal _journal;
    private readonly ISocketPort _socket;
    private readonly UplinkSettings _settings;
    private readonly IEntropy _entropy;
    private readonly IDownlink _downlink;
    private readonly MqttReader _reader = new MqttReader();
    private readonly MqttSender _sender = new MqttSender();
    private readonly InFlight _inFlight = new InFlight();
    private readonly ReplayQueue _replays;
    private readonly byte[] _random = new byte[4];

    private int _state;
    private long _now;
    private long _deadline; // Waiting: when to connect; Connecting, Greeting: until when.
    private long _onlineSince;
    private int _attempt;
    private bool _renewDue;
    private long _renewAt;

    /// <summary>Makes an uplink; the first <see cref="Step"/> connects.</summary>
    /// <param name="journal">Opened.</param>
    /// <param name="socket">To the gateway.</param>
    /// <param name="settings">Who we are, and patience.</param>
    /// <param name="entropy">Spreads the reconnects.</param>
    /// <param name="downlink">Gets what comes down.</param>
    public UplinkMachine(FlashJournal journal, ISocketPort socket, UplinkSettings settings, IEntropy entropy, IDownlink downlink)
    {
        _journal = journal;
        _socket = socket;
        _settings = settings;
        _entropy = entropy;
        _downlink = downlink;
        _replays = new ReplayQueue(journal);
        Counters = new UplinkCounters();
        MakeTopics();
    }

    /// <summary>What happened.</summary>
    public UplinkCounters Counters { get; }

    /// <summary>True between CONNACK and the end of the connection.</summary>
    public bool IsOnline => _state == Online;

    /// <inheritdoc/>
    public long NextWake
    {
        get
        {
            if (_state != Online)
                return _deadline;
            if (!_sender.IsEmpty || HasMessage())
                return _now + SocketPause;
            long wake = PingAt();
            if (ReplyDeadline() < wake)
                wake = ReplyDeadline();
            if (_renewDue && _renewAt < wake)
                wake = _renewAt;
            return _inFlight.Count > 0 && AckDeadline() < wake ? AckDeadline() : wake;
        }
    }

    /// <inheritdoc/>
    public void Step(long now)
    {
        _now = now;
        if (_state == Waiting && now >= _deadline)
        {
            _state = Connecting;
            _deadline = now + _settings.ConnectTimeout;
            _socket.Connect();
        }
        if (_state == Connecting)
            StepConnecting();
        if (_state < Greeting)
            return;
        if (_socket.State != SocketState.Open)
        {
            Close(CloseReason.Lost);
            return;
        }
        Receive();
        if (_state == Online && _renewDue && now >= _renewAt)
            Renew();
        if (_state == Online)
            Send();
        else if (_state == Greeting)
            _sender.Flush(_socket);
        CheckDeadlines();
    }

    private void StepConnecting()
    {
        int state = _socket.State;
        if (state == SocketState.Open)
        {
            _reader.Reset();
            _sender.Reset();
            _sender.Connect(_name, _password, _statusTopic, _offline, _settings.KeepAliveSeconds);
            _state = Greeting;
            _deadline = _now + _settings.ReplyTimeout;
        }
        else if (state == SocketState.Closed)
        {
            Close(CloseReason.ConnectFailed);
        }
        else if (_now >= _deadline)
        {
            Close(CloseReason.ConnectTimeout);
        }
    }

    /// <summary>
    /// Begins a new epoch as soon as the gateway has all of the old one. What was journalled since the flash was restored
    /// goes as it is, under sequences that the cloud may know: it keeps both, and raises an alarm.
    /// </summary>
    private void Renew()
    {
        _renewAt = _now + UplinkLimits.RenewPause;
        if (_inFlight.Count > 0)
            return;
        for (int stream = 0; stream < Streams.Count; stream++)
        {
            if (_journal.Acknowledged(stream) < _journal.Last(stream))
                return;
        }
        if (!_downlink.OnRenew() || !_journal.Renew())
            return;
        _renewDue = false;
        for (int stream = 0; stream < Streams.Count; stream++)
            _live[stream].Seek(stream, 1);
    }

    private void CheckDeadlines()
    {
        if (_state == Greeting && _now >= _deadline)
            Close(CloseReason.ReplyTimeout);
        else if (_state == Online && _now >= ReplyDeadline())
            Close(CloseReason.ReplyTimeout);
        else if (_state == Online && _inFlight.Count > 0 && _now >= AckDeadline())
            Close(CloseReason.AckTimeout);
    }

    private void BeOnline()
    {
        _state = Online;
        _onlineSince = _now;
        _sentAt = _now;
        _progressAt = _now;
        _subscribeState = ToDo;
        _statusState = ToDo;
        _pingAt = -1;
        _owed = 0;
        _inFlight.Rewind();
        Counters.Connects++;
    }

    /// <summary>Ends the connection and arms the next: the pause doubles, and half of it is drawn.</summary>
    private void Close(int reason)
    {
        Counters.Closed(reason);
        if (_state == Online && _now - _onlineSince >= _settings.StableAfter)
            _attempt = 0;
        _socket.Close();
        _sender.Reset();
        long pause = _settings.BackoffMin;
        for (int i = 0; i < _attempt && pause < _settings.BackoffMax; i++)
            pause *= 2;
        if (pause > _settings.BackoffMax)
            pause = _settings.BackoffMax;
        _attempt++;
        _entropy.Fill(_random, 0, _random.Length);
        long drawn = _random[0] | (_random[1] << 8) | (_random[2] << 16);
        long half = pause / 2;
        _state = Waiting;
        _deadline = _now + half + drawn % (pause - half + 1);
    }
}
