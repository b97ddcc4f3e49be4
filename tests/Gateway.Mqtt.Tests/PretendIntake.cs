using System.Buffers;
using System.Text;
using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>An intake whose disk is slow, full or broken at the test's word.</summary>
internal sealed class PretendIntake : IMessageIntake
{
    private readonly Lock _lock = new();
    private Action[] _callbacks = [];
    private long _durable;
    private long _last;
    private readonly List<long> _tickets = [];

    public IntakeOutcome Answer { get; set; } = IntakeOutcome.Accepted;

    /// <summary>Makes each message durable at once, within its acceptance: before the endpoint knows its ticket.</summary>
    public bool AtOnce { get; set; }

    public List<string> Messages { get; } = [];

    public bool KeepMessages { get; set; } = true;

    public long DurableTicket => Volatile.Read(ref _durable);

    public IntakeOutcome TryAccept(in InboundMessage message, out long ticket)
    {
        ticket = 0;
        if (Answer != IntakeOutcome.Accepted)
        {
            return Answer;
        }
        lock (_lock)
        {
            ticket = ++_last;
            if (KeepMessages)
            {
                _tickets.Add(ticket);
                Messages.Add($"{message.Identity.Name} {Encoding.UTF8.GetString(message.Topic)} {Encoding.UTF8.GetString(message.Payload.ToArray())}");
            }
            if (AtOnce)
            {
                _durable = ticket;
            }
        }
        return IntakeOutcome.Accepted;
    }

    public IDisposable OnAdvance(Action callback)
    {
        _callbacks = [.. _callbacks, callback];
        return new Registration(() => _callbacks = [.. _callbacks.Where(other => other != callback)]);
    }

    /// <summary>A commit ends: everything so far, or up to a ticket, is durable.</summary>
    public void Commit(long upTo = long.MaxValue)
    {
        Volatile.Write(ref _durable, Math.Min(upTo, _last));
        Tell();
    }

    /// <summary>The power goes: what is not durable was never here. Its tickets are given again.</summary>
    public void Crash()
    {
        var kept = _tickets.FindLastIndex(ticket => ticket <= _durable) + 1;
        Messages.RemoveRange(kept, Messages.Count - kept);
        _tickets.RemoveRange(kept, _tickets.Count - kept);
        (_last, _callbacks) = (_durable, []);
    }

    public void Tell()
    {
        foreach (var callback in _callbacks)
        {
            callback();
        }
    }

    private sealed class Registration(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
