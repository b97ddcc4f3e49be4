using Wattline.Simulators.Meters.Load;

namespace Wattline.Simulators.Meters.Dlms;

/// <summary>
/// A DLMS/COSEM meter on a line: HDLC (IEC 62056-46) in normal response mode, window 1, with segments, below a
/// <see cref="CosemServer"/>. Passive: time comes with the bytes. Not safe for two threads.
/// </summary>
public sealed class DlmsMeter : ILineSlave
{
    private const byte Flag = 0x7E;
    private const long PauseMicros = 200_000, InactivityMicros = 120_000_000;

    private readonly DlmsSettings _settings;
    private readonly CosemServer _server;
    private readonly byte[] _address;
    private readonly List<byte> _pending = [];
    private readonly List<byte> _request = [];
    private long _lastMicros;
    private byte _client;
    private bool _isLinked;
    private int _sendNumber, _receiveNumber, _informationMax;
    private byte[] _answer = [];
    private int _given;
    private byte[] _lastFrame = [];

    /// <summary>A meter that starts to count at time 0.</summary>
    public DlmsMeter(DlmsSettings settings, MeteredLoad load)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        Objects = new CosemObjects(settings, load);
        _server = new CosemServer(settings, Objects);
        _address = settings.AddressBytes switch
        {
            4 => [(byte)(settings.Logical >> 7 << 1), (byte)(settings.Logical << 1), (byte)(settings.Physical >> 7 << 1), (byte)((settings.Physical << 1) | 1)],
            2 => [(byte)(settings.Logical << 1), (byte)((settings.Physical << 1) | 1)],
            _ => [(byte)((settings.Logical << 1) | 1)],
        };
    }

    /// <summary>What it holds.</summary>
    public CosemObjects Objects { get; }

    /// <summary>The next counter that it uses for what it protects.</summary>
    public uint Counter
    {
        get => _server.Counter;
        set => _server.Counter = value;
    }

    /// <summary>Microseconds from the end of a request to the answer.</summary>
    public long AnswerDelayMicros { get; set; } = 20_000;

    /// <summary>True while it hears and answers nothing.</summary>
    public bool IsDead { get; set; }

    /// <inheritdoc/>
    public MeterAnswer? Hear(ReadOnlySpan<byte> bytes, long nowMicros)
    {
        if (nowMicros - _lastMicros > PauseMicros)
            _pending.Clear();
        // 6.4.4.4.2: who says nothing for two minutes is forgotten.
        if (nowMicros - _lastMicros > InactivityMicros)
            Disconnect();
        _lastMicros = nowMicros;
        _pending.AddRange(bytes);
        byte[]? answer = null;
        while (TakeFrame() is { } frame)
            answer = AnswerTo(frame, nowMicros) ?? answer;
        return answer is null || IsDead ? null : new MeterAnswer(answer, AnswerDelayMicros);
    }

    /// <summary>CRC-16 of ISO/IEC 13239, by a table that is made on the way.</summary>
    public static ushort Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFF;
        foreach (var value in bytes)
        {
            var entry = (crc ^ value) & 0xFF;
            for (var i = 0; i < 8; i++)
                entry = (entry & 1) == 1 ? (entry >> 1) ^ 0x8408 : entry >> 1;
            crc = (crc >> 8) ^ entry;
        }
        return (ushort)~crc;
    }

    /// <summary>The next good frame without its flags.</summary>
    private byte[]? TakeFrame()
    {
        while (_pending.Count > 0)
        {
            if (_pending[0] != Flag || (_pending.Count > 1 && (_pending[1] & 0xF0) != 0xA0))
            {
                _pending.RemoveAt(0);
                continue;
            }
            var length = _pending.Count < 3 ? 2047 : ((_pending[1] & 7) << 8) | _pending[2];
            if (_pending.Count < length + 2)
                return null;
            var frame = _pending.Skip(1).Take(length).ToArray();
            if (length < 7 || _pending[length + 1] != Flag || Crc(frame.AsSpan(0, length - 2)) != (frame[^2] | (frame[^1] << 8)))
            {
                _pending.RemoveAt(0);
                continue;
            }
            _pending.RemoveRange(0, length + 1);
            return frame;
        }
        return null;
    }

    private byte[]? AnswerTo(byte[] frame, long micros)
    {
        var at = 2 + _address.Length;
        if (frame.Length < at + 4 || !frame.AsSpan(2, _address.Length).SequenceEqual(_address) || (frame[at] & 1) == 0)
            return null;
        var client = frame[at];
        int control = frame[at + 1];
        var information = frame.Length > at + 4 ? frame.AsSpan(at + 4, Math.Max(0, frame.Length - at - 6)).ToArray() : [];
        if (control == 0x93)
            return Connect(client, information);
        if (!_isLinked || client != _client)
            return Frame(client, 0x1F, [], false);
        if (control == 0x53)
        {
            Disconnect();
            return Frame(client, 0x73, [], false);
        }
        if ((control & 0x0F) == 1)
            return ReceiveReady((control >> 5) & 7);
        return (control & 1) == 0 ? Information(control, information, (frame[0] & 8) != 0, micros) : null;
    }

    private byte[] Connect(byte client, byte[] wanted)
    {
        Disconnect();
        (_isLinked, _client, _informationMax) = (true, client, 128);
        for (var at = 3; at + 1 < wanted.Length; at += 2 + wanted[at + 1])
        {
            // What the client receives at most is what we send at most.
            if (wanted[at] == 6)
                _informationMax = wanted.Skip(at + 2).Take(wanted[at + 1]).Aggregate(0, (n, b) => (n << 8) | b);
        }
        _informationMax = Math.Min(_informationMax, _settings.InformationMax);
        byte high = (byte)(_settings.InformationMax >> 8), low = (byte)_settings.InformationMax;
        return Frame(client, 0x73, [0x81, 0x80, 0x14, 5, 2, high, low, 6, 2, high, low, 7, 4, 0, 0, 0, 1, 8, 4, 0, 0, 0, 1], false);
    }

    private void Disconnect()
    {
        _isLinked = false;
        (_sendNumber, _receiveNumber, _given, _answer, _lastFrame) = (0, 0, 0, [], []);
        _request.Clear();
        _server.Release();
    }

    private byte[]? Information(int control, byte[] information, bool isSegment, long micros)
    {
        var number = (control >> 1) & 7;
        if (number != _receiveNumber)
            // Heard before: the answer was lost, and is given again.
            return number == ((_receiveNumber + 7) & 7) ? _lastFrame : null;
        _receiveNumber = (_receiveNumber + 1) & 7;
        _request.AddRange(information);
        if (isSegment)
            return _lastFrame = Frame(_client, (byte)((_receiveNumber << 5) | 0x11), [], false);
        var apdu = _request.Count > 3 && _request[0] == 0xE6 ? _request.Skip(3).ToArray() : [];
        _request.Clear();
        var answer = _server.Answer(apdu, _client >> 1, micros);
        if (answer is null)
            return null;
        (_answer, _given) = ([0xE6, 0xE7, 0x00, .. answer], 0);
        return NextSegment();
    }

    private byte[]? ReceiveReady(int expected)
    {
        if (expected == _sendNumber && _given < _answer.Length)
            return NextSegment();
        // The client has not got the last one.
        return expected == ((_sendNumber + 7) & 7) ? _lastFrame : Frame(_client, (byte)((_receiveNumber << 5) | 0x11), [], false);
    }

    private byte[] NextSegment()
    {
        var count = Math.Min(_informationMax, _answer.Length - _given);
        var part = _answer.AsSpan(_given, count).ToArray();
        _given += count;
        _lastFrame = Frame(_client, (byte)((_receiveNumber << 5) | 0x10 | (_sendNumber << 1)), part, _given < _answer.Length);
        _sendNumber = (_sendNumber + 1) & 7;
        return _lastFrame;
    }

    private byte[] Frame(byte client, byte control, byte[] information, bool isSegment)
    {
        var length = 2 + 1 + _address.Length + 1 + 2 + (information.Length > 0 ? information.Length + 2 : 0);
        byte[] head = [(byte)(0xA0 | (isSegment ? 8 : 0) | (length >> 8)), (byte)length, client, .. _address, control];
        var body = information.Length > 0 ? (byte[])[.. WithCrc(head), .. information] : head;
        return [Flag, .. WithCrc(body), Flag];
    }

    private static byte[] WithCrc(byte[] bytes)
    {
        var crc = Crc(bytes);
        return [.. bytes, (byte)crc, (byte)(crc >> 8)];
    }
}
