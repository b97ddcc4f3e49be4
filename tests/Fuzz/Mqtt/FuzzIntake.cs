using System.Buffers;
using System.Buffers.Binary;
using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Fuzz.Mqtt;

/// <summary>A disk that commits when it is told, is full at times, and remembers which messages it took when.</summary>
internal sealed class FuzzIntake : IMessageIntake
{
    private readonly Dictionary<long, (long Ticket, int Times)> _taken = [];
    private Action _advanced = () => { };
    private long _last;

    private bool _refused;

    public bool IsFull { get; set; }

    public long DurableTicket { get; private set; }

    public IntakeOutcome TryAccept(in InboundMessage message, out long ticket)
    {
        ticket = 0;
        if (IsFull)
        {
            _refused = true;
            return IntakeOutcome.NotNow;
        }
        if (!message.Payload.IsEmpty && message.Payload.FirstSpan[0] == 0xEE)
        {
            return IntakeOutcome.Refused;
        }
        ticket = ++_last;
        if (message.Payload.Length == 8)
        {
            Span<byte> tag = stackalloc byte[8];
            message.Payload.CopyTo(tag);
            var key = BinaryPrimitives.ReadInt64BigEndian(tag);
            _taken[key] = (ticket, _taken.GetValueOrDefault(key).Times + 1);
        }
        return IntakeOutcome.Accepted;
    }

    public IDisposable OnAdvance(Action callback)
    {
        _advanced = callback;
        return new End(this);
    }

    /// <summary>When the message with this tag was taken last, and how often.</summary>
    public (long Ticket, int Times) Taken(long tag) => _taken.GetValueOrDefault(tag);

    /// <summary>A commit ends. Nobody is told when it changed nothing: a disk that is idle wakes nobody.</summary>
    public void Commit(long back)
    {
        var (before, roomAgain) = (DurableTicket, _refused && !IsFull);
        DurableTicket = Math.Max(DurableTicket, _last - back);
        _refused &= IsFull;
        if (DurableTicket > before || roomAgain)
        {
            _advanced();
        }
    }

    private sealed class End(FuzzIntake intake) : IDisposable
    {
        public void Dispose() => intake._advanced = () => { };
    }
}
