using System.Buffers;
using Wattline.Gateway.Mqtt;
using Xunit;

namespace Wattline.Tests.Fuzz.Mqtt;

/// <summary>A client's link in memory. What the endpoint sends is cut into packets as it is sent; a packet that is none is a finding.</summary>
internal sealed class FuzzLink(Action<byte, ReadOnlySpan<byte>> received) : IMqttTransport
{
    /// <summary>Rounds in which the endpoint may ask to go on with the same input.</summary>
    private const int RoundsMax = 64;

    private byte[] _in = new byte[1_024];
    private int _inBytes;
    private byte[] _out = new byte[1_024];
    private int _outBytes;
    private bool _resume;

    public MqttConnection? Connection { get; set; }

    public bool IsClosed { get; private set; }

    public bool WantsStep => _resume && !IsClosed;

    public int UnreadBytes => _inBytes;

    public long UnsentBytes => 0;

    public void Give(ReadOnlySpan<byte> bytes, bool inPieces)
    {
        if (_inBytes + bytes.Length > _in.Length)
        {
            Array.Resize(ref _in, Math.Max(_in.Length * 2, _inBytes + bytes.Length));
        }
        bytes.CopyTo(_in.AsSpan(_inBytes));
        _inBytes += bytes.Length;
        Step(inPieces);
    }

    public void Step(bool inPieces)
    {
        for (var round = 0; !IsClosed; round++)
        {
            Assert.True(round < RoundsMax, "the endpoint spins");
            _resume = false;
            var input = inPieces && _inBytes > 1 ? Two(_inBytes / 2) : new ReadOnlySequence<byte>(_in, 0, _inBytes);
            var rest = input.Slice(Connection!.Process(input)).ToArray();
            rest.CopyTo(_in, 0);
            _inBytes = rest.Length;
            if (!_resume)
            {
                return;
            }
        }
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        Assert.False(IsClosed, "bytes after the end");
        if (_outBytes + bytes.Length > _out.Length)
        {
            Array.Resize(ref _out, Math.Max(_out.Length * 2, _outBytes + bytes.Length));
        }
        bytes.CopyTo(_out.AsSpan(_outBytes));
        _outBytes += bytes.Length;
        var at = 0;
        while (TryCut(_out.AsSpan(at, _outBytes - at), out var head, out var length))
        {
            received(_out[at], _out.AsSpan(at + head, length - head));
            at += length;
        }
        _out.AsSpan(at, _outBytes - at).CopyTo(_out);
        _outBytes -= at;
    }

    public void Flush() => Assert.Equal(0, _outBytes);

    public void Resume() => _resume = true;

    public void Close(CloseReason reason) => IsClosed = true;

    private static bool TryCut(ReadOnlySpan<byte> bytes, out int head, out int length)
    {
        (head, length) = (1, 0);
        for (var shift = 0; head < bytes.Length; shift += 7)
        {
            Assert.True(shift < 28, "a remaining length of five bytes");
            length |= (bytes[head] & 127) << shift;
            if (bytes[head++] < 128)
            {
                length += head;
                return bytes.Length >= length;
            }
        }
        return false;
    }

    private ReadOnlySequence<byte> Two(int first)
    {
        var head = new Piece(_in.AsMemory(0, first));
        var tail = head.Then(_in.AsMemory(first, _inBytes - first));
        return new(head, 0, tail, tail.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Piece Then(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
