using System.Globalization;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Messages;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Client;

/// <summary>Questions to a node and its answers, over a pair of links in a session of their own.</summary>
internal sealed class RequestChannel(string node, TimeSpan within)
{
    private const uint AnswersMax = 50;

    private readonly Dictionary<string, Question> _asked = [];
    private readonly Queue<Question> _waiting = [];
    private AmqpSession? _session;
    private SenderLink? _sender;
    private ReceiverLink? _receiver;
    private long _number;
    private bool _answersComeIn;

    /// <summary>Whether the links are asked for or there.</summary>
    public bool IsOpen => _sender is not null;

    /// <summary>When the next question is given up.</summary>
    public long NextWake
    {
        get
        {
            // They wait equally long, so the first that waits is the first that is given up.
            long next = _waiting.TryPeek(out var first) ? first.Until : long.MaxValue;
            foreach (var question in _asked.Values)
            {
                next = Math.Min(next, question.Until);
            }
            return next;
        }
    }

    /// <summary>Asks for the links.</summary>
    public bool Open(AmqpConnection connection)
    {
        string reply = $"{node}-reply";
        _session = connection.Begin();
        // The answers' link first: nothing is asked before it can be answered.
        _receiver = _session?.AttachReceiver(new Attach { Name = $"{reply}-in", Source = new Terminus { Address = node }, Target = new Terminus { Address = reply } }, this);
        _sender = _session?.AttachSender(new Attach { Name = $"{reply}-out", Source = new Terminus { Address = reply }, Target = new Terminus { Address = node } }, this);
        _receiver?.SetWindow(AnswersMax);
        _answersComeIn = false;
        return _sender is not null;
    }

    /// <summary>Asks. The answer, or why there is none, comes by the callback.</summary>
    public void Ask(SmallMessage request, long now, Action<SmallMessage?, AmqpError?> answered)
    {
        string id = (++_number).ToString(CultureInfo.InvariantCulture);
        var properties = request.Properties with { MessageId = AmqpValue.String(id), ReplyTo = $"{node}-reply" };
        _waiting.Enqueue(new Question(id, (request with { Properties = properties }).Encode(), now + (long)within.TotalMilliseconds, answered));
        Pump();
    }

    /// <summary>Sends what waits, as far as there is credit.</summary>
    public void Pump()
    {
        while (_answersComeIn && _waiting.TryPeek(out var question) && _sender is { } sender
            && sender.TrySend("q"u8, format: 0, settled: true, default, question.Message, out _))
        {
            _waiting.Dequeue();
            _asked[question.Id] = question;
        }
    }

    /// <summary>One of the links is there.</summary>
    public void Attached(AmqpLink link)
    {
        _answersComeIn |= link == _receiver;
        Pump();
    }

    /// <summary>An answer came.</summary>
    public void Received(ReceiverLink link, in Delivery delivery)
    {
        if (!delivery.Settled)
        {
            link.Settle(delivery.Id, DeliveryState.Accepted);
        }
        link.Release();
        var fault = SmallMessage.TryRead(delivery.Payload, out var answer);
        if (fault == AmqpFault.None && answer.Properties.CorrelationId.Text is { } id && _asked.Remove(id, out var question))
        {
            question.Answered(answer, null);
        }
    }

    /// <summary>Gives up what took too long.</summary>
    public void Step(long now)
    {
        foreach (var late in _asked.Values.Where(question => question.Until <= now).ToArray())
        {
            _asked.Remove(late.Id);
            late.Answered(null, new AmqpError(ErrorCondition.Timeout, $"{node} did not answer in time."));
        }
        while (_waiting.TryPeek(out var first) && first.Until <= now)
        {
            _waiting.Dequeue().Answered(null, new AmqpError(ErrorCondition.Timeout, $"{node} could not be asked in time."));
        }
    }

    /// <summary>The links are gone; who asked hears of it.</summary>
    public void Closed(AmqpError? error)
    {
        var lost = _asked.Values.Concat(_waiting).ToArray();
        _asked.Clear();
        _waiting.Clear();
        var session = _session;
        (_session, _sender, _receiver) = (null, null, null);
        session?.End();
        foreach (var question in lost)
        {
            question.Answered(null, error ?? new AmqpError(ErrorCondition.DetachForced, $"{node} was detached."));
        }
    }

    private sealed record Question(string Id, byte[] Message, long Until, Action<SmallMessage?, AmqpError?> Answered);
}
