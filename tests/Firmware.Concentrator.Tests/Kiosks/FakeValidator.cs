using Wattline.Firmware.Ports;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

/// <summary>
/// A scripted note validator: bytes in, bytes out. It has one note's place, answers 10 ms after a command, repeats its last
/// reply for a repeated sequence bit, and does to its line what a test asks for.
/// </summary>
internal sealed class FakeValidator : ISerialLine
{
    private readonly Queue<(long At, byte[] Bytes)> _output = new();
    private readonly List<byte[]> _extraEvents = [];
    private readonly Queue<byte[]> _unacknowledged = new();
    private bool _told;
    private byte[] _lastReply = [];
    private int _lastHead = -1;
    private bool _enabled;
    private int _inhibits;
    private bool _reset = true;
    private Place _place = Place.Nowhere;
    private int _channel;
    private bool _counted;

    private enum Place { Nowhere, Inserted, Escrow, Accepted, CreditSaid, Stacking, Rejecting }

    public static byte[] SetupReply { get; } = Convert.FromHexString("F0" + "00" + "30343030" + "455552" + "000001" + "03" + "050A14" + "020202" + "000064" + "07"
        + "455552455552455552" + "05000000" + "0A000000" + "14000000");

    public long Now { get; set; }

    /// <summary>Counts a note when it is in the box; otherwise at the credit point.</summary>
    public bool CountsLate { get; set; }

    /// <summary>Says channel 0 for a note found at start.</summary>
    public bool ForgetsChannel { get; set; }

    public bool Silent { get; set; }

    /// <summary>Replies that are lost on the line from now on.</summary>
    public int LoseReplies { get; set; }

    /// <summary>Replies whose last byte is wrong from now on.</summary>
    public int SpoilReplies { get; set; }

    /// <summary>Commands that are lost on the line from now on.</summary>
    public int LoseCommands { get; set; }

    /// <summary>Bytes before every reply.</summary>
    public byte[] Noise { get; set; } = [];

    /// <summary>The command, counted from 1, at which the concentrator loses power; 0 for none.</summary>
    public int CutAtCommand { get; set; }

    /// <summary>That command still reaches the validator.</summary>
    public bool CutAfterCommand { get; set; }

    public List<string> Commands { get; } = [];

    public string Framing { get; private set; } = "";

    public long Stacked { get; set; } = 7;

    public bool Enabled => _enabled;

    /// <summary>True when the next poll would accept the note.</summary>
    public bool IsInEscrow => _place == Place.Escrow;

    /// <summary>True when the next poll would bring the credit point.</summary>
    public bool IsAccepted => _place == Place.Accepted;

    /// <summary>Value of the notes that are in the box.</summary>
    public long InBox { get; private set; }

    public int GivenBack { get; private set; }

    /// <summary>False while an event waits for EVENT_ACK: no note is taken then.</summary>
    public bool IsAcknowledged => _unacknowledged.Count == 0;

    public bool Insert(int channel)
    {
        if (!_enabled || !IsAcknowledged || (_inhibits & (1 << (channel - 1))) == 0 || _place != Place.Nowhere)
        {
            return false;
        }
        _place = Place.Inserted;
        _channel = channel;
        _counted = false;
        return true;
    }

    /// <summary>Adds events to the next poll.</summary>
    public void Say(params byte[] events) => _extraEvents.Add(events);

    /// <summary>Adds events that come in every poll until EVENT_ACK, one call's at a time.</summary>
    public void SayUntilAcknowledged(params byte[] events) => _unacknowledged.Enqueue(events);

    /// <summary>Somebody pulls the note back out behind escrow: fraud, and the customer has it.</summary>
    public void PullBack(params byte[] more)
    {
        Assert.Equal(Place.Accepted, _place);
        GivenBack++;
        _place = Place.Nowhere;
        SayUntilAcknowledged([0xE6, (byte)_channel, .. more]);
    }

    /// <summary>Its power fails once more: what it did not say yet it never will.</summary>
    public void ForgetEvents()
    {
        _unacknowledged.Clear();
        _told = false;
    }

    /// <summary>Another note gets into the box behind the host's back.</summary>
    public void StackUnheard(int channel)
    {
        Stacked++;
        InBox += Value(channel);
    }

    /// <summary>The validator's own power fails: a note in its path is given back before the credit point, boxed behind it.</summary>
    public void Restart()
    {
        var said = (byte)(ForgetsChannel ? 0 : _channel);
        if (_place is Place.Inserted or Place.Escrow or Place.Rejecting)
        {
            GivenBack++;
            SayUntilAcknowledged(0xE1, said);
        }
        else if (_place is not Place.Nowhere)
        {
            Count();
            SayUntilAcknowledged(0xE2, said);
        }
        _place = Place.Nowhere;
        _enabled = false;
        _inhibits = 0;
        _reset = true;
        _lastHead = -1;
    }

    public void Configure(int baud, int parity, int stopBits) => Framing = $"{baud} {parity} {stopBits}";

    public void Write(byte[] buffer, int offset, int count)
    {
        var frame = Unstuff(buffer.AsSpan(offset, count));
        var head = frame[0];
        var command = frame.AsSpan(2, frame[1]).ToArray();
        if (Silent)
        {
            return;
        }
        Commands.Add(Convert.ToHexString(command));
        var cut = Commands.Count == CutAtCommand;
        if (cut && !CutAfterCommand)
        {
            throw new PowerCut();
        }
        if (LoseCommands > 0)
        {
            LoseCommands--;
            return;
        }
        if (head != _lastHead || command[0] == 0x11)
        {
            _lastReply = Answer(command);
            _lastHead = head;
        }
        if (cut)
        {
            throw new PowerCut();
        }
        var reply = Frame(head, _lastReply);
        if (LoseReplies > 0)
        {
            LoseReplies--;
            return;
        }
        if (SpoilReplies > 0)
        {
            SpoilReplies--;
            reply[^1] ^= 0x01;
        }
        _output.Enqueue((Now + 10, [.. Noise, .. reply]));
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        if (_output.Count == 0 || _output.Peek().At > Now)
        {
            return 0;
        }
        var (at, bytes) = _output.Dequeue();
        var taken = Math.Min(count, bytes.Length);
        bytes.AsSpan(0, taken).CopyTo(buffer.AsSpan(offset));
        if (taken < bytes.Length)
        {
            var rest = _output.ToArray();
            _output.Clear();
            _output.Enqueue((at, bytes[taken..]));
            foreach (var later in rest)
            {
                _output.Enqueue(later);
            }
        }
        return taken;
    }

    /// <summary>What is on its way to the concentrator when that loses power is lost.</summary>
    public void ForgetOutput() => _output.Clear();

    private static long Value(int channel) => channel switch { 1 => 500, 2 => 1000, 3 => 2000, _ => 0 };

    private byte[] Answer(byte[] command)
    {
        switch (command[0])
        {
            case 0x02:
                _inhibits = command[1] | (command[2] << 8);
                return [0xF0];
            case 0x05:
                return SetupReply;
            case 0x06:
            case 0x11:
                return [0xF0];
            case 0x08:
                if (_place != Place.Escrow)
                {
                    return [0xF5];
                }
                _place = Place.Rejecting;
                return [0xF0];
            case 0x09:
                _enabled = false;
                return [0xF0];
            case 0x0A:
                _enabled = true;
                return [0xF0];
            case 0x18:
                return _place == Place.Escrow ? [0xF0] : [0xF5];
            case 0x56:
                return Poll();
            case 0x57:
                if (_told)
                {
                    _unacknowledged.Dequeue();
                    _told = false;
                    return [0xF0];
                }
                if (_place != Place.CreditSaid)
                {
                    return [0xF5];
                }
                _place = Place.Stacking;
                return [0xF0];
            case 0x58:
                return [0xF0, 5, .. BitConverter.GetBytes((uint)Stacked), .. new byte[16]];
            default:
                return [0xF2];
        }
    }

    private byte[] Poll()
    {
        var events = new List<byte>();
        if (_reset)
        {
            events.Add(0xF1);
            _reset = false;
        }
        foreach (var extra in _extraEvents)
        {
            events.AddRange(extra);
        }
        _extraEvents.Clear();
        if (_unacknowledged.TryPeek(out var waiting))
        {
            // The credit waits: an acknowledgement does not say what it is for.
            events.AddRange(waiting);
            _told = true;
        }
        switch (_place)
        {
            case Place.Inserted:
                events.AddRange([0xEF, (byte)_channel]);
                _place = Place.Escrow;
                break;
            case Place.Escrow:
                events.Add(0xCC);
                _place = Place.Accepted;
                break;
            case Place.Accepted:
                if (!CountsLate)
                {
                    Count();
                }
                _place = Place.CreditSaid;
                events.AddRange(_told ? [] : [0xEE, (byte)_channel]);
                break;
            case Place.CreditSaid:
                events.AddRange(_told ? [] : [0xEE, (byte)_channel]);
                break;
            case Place.Stacking:
                Count();
                events.Add(0xEB);
                _place = Place.Nowhere;
                break;
            case Place.Rejecting:
                GivenBack++;
                events.Add(0xEC);
                _place = Place.Nowhere;
                break;
        }
        if (!_enabled)
        {
            events.Add(0xE8);
        }
        return [0xF0, .. events];
    }

    private void Count()
    {
        if (!_counted)
        {
            _counted = true;
            Stacked++;
            InBox += Value(_channel);
        }
    }

    public static byte[] Frame(int head, byte[] data)
    {
        byte[] body = [(byte)head, (byte)data.Length, .. data];
        var crc = 0xFFFFu;
        foreach (var each in body)
        {
            for (var bit = 7; bit >= 0; bit--)
            {
                var carry = ((crc >> 15) ^ ((uint)each >> bit)) & 1;
                crc = ((crc << 1) ^ (carry * 0x8005)) & 0xFFFF;
            }
        }
        byte[] whole = [.. body, (byte)crc, (byte)(crc >> 8)];
        return [0x7F, .. whole.SelectMany(each => each == 0x7F ? new byte[] { each, each } : [each])];
    }

    private static byte[] Unstuff(ReadOnlySpan<byte> wire)
    {
        Assert.Equal(0x7F, wire[0]);
        var frame = new List<byte>();
        for (var i = 1; i < wire.Length; i++)
        {
            if (wire[i] == 0x7F)
            {
                i++;
                Assert.Equal(0x7F, wire[i]);
            }
            frame.Add(wire[i]);
        }
        Assert.Equal(Frame(frame[0], [.. frame.Skip(2).Take(frame[1])]), wire.ToArray());
        return [.. frame];
    }
}
