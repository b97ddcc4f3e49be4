using System.Buffers;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Cloud.EventHubs.Client;

/// <summary>
/// A client of one hub, without a socket: one connection at a time, its tokens, its producers and consumers. It says when it wants
/// a transport (<see cref="WantsTransport"/>); bytes go into <see cref="Process"/>. All calls come from one thread at a time.
/// </summary>
public sealed partial class HubClient
{
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly List<HubLink> _links = [];
    private readonly RequestChannel _cbs;
    private readonly RequestChannel _management;
    private readonly Backoff _dialing;
    private AmqpConnection? _amqp;
    private long _dialAt;
    private long _cbsAt;
    private long _openedAt = long.MaxValue;
    private int _linkNumber;
    private bool _stopped;

    /// <summary>Makes a client that is not connected yet.</summary>
    /// <param name="settings">How it behaves.</param>
    /// <param name="tokens">Tokens; null: none are needed (PLAIN, or an open endpoint).</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Jitter.</param>
    public HubClient(HubClientSettings settings, ITokenProvider? tokens, TimeProvider time, Random random)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        (Settings, _time, Random) = (settings, time, random);
        _startedAt = time.GetTimestamp();
        _cbs = new RequestChannel("$cbs", settings.AnswerWithin);
        _management = new RequestChannel("$management", settings.AnswerWithin);
        _dialing = new Backoff(random, settings.RetryLeast, settings.RetryMost);
        Tokens = new TokenKeeper(tokens, _cbs, time);
    }

    /// <summary>How it behaves.</summary>
    public HubClientSettings Settings { get; }

    /// <summary>Whether somebody is to dial and bring a transport.</summary>
    public bool WantsTransport => _amqp is null && !_stopped && Now >= _dialAt;

    /// <summary>Whether the connection is open.</summary>
    public bool IsOpen => _amqp is { State: AmqpConnectionState.Open };

    /// <summary>Whether the connection has ended and its transport may go once it has sent what it holds.</summary>
    public bool IsDown => _amqp is null;

    /// <summary>Why the last connection ended; null when none has, or when it was orderly.</summary>
    public AmqpError? LastError { get; private set; }

    /// <summary>Milliseconds since it was made.</summary>
    public long Now => (long)_time.GetElapsedTime(_startedAt).TotalMilliseconds;

    /// <summary>When <see cref="Step"/> is due though nothing arrives.</summary>
    public long NextWake
    {
        get
        {
            if (_amqp is null)
            {
                return _stopped ? long.MaxValue : _dialAt;
            }
            long next = Math.Min(Math.Min(_amqp.NextWake, _cbs.NextWake), Math.Min(_management.NextWake, Tokens.NextWake));
            if (IsOpen)
            {
                next = Math.Min(next, Tokens.IsNeeded && !_cbs.IsOpen ? _cbsAt : long.MaxValue);
                foreach (var link in _links)
                {
                    next = Math.Min(next, link.NextWake);
                }
                foreach (var question in _questions)
                {
                    next = Math.Min(next, question.NextWake);
                }
            }
            return next;
        }
    }

    internal Random Random { get; }

    internal TokenKeeper Tokens { get; }

    /// <summary>Begins a connection on a transport.</summary>
    public void Connect(IAmqpTransport transport)
    {
        if (_amqp is null && !_stopped)
        {
            var settings = new AmqpSettings { ContainerId = Settings.ContainerId, Hostname = Settings.Host, SaslClient = Settings.Sasl, Limits = Settings.Limits };
            _amqp = new AmqpConnection(settings, transport, new Handler(this), Now);
        }
    }

    /// <summary>Nobody answered the dial, or the transport is gone.</summary>
    public void Lost(string? why = null)
    {
        if (_amqp is { } amqp)
        {
            amqp.Lost();
            return;
        }
        LastError = new AmqpError(ErrorCondition.ConnectionForced, why ?? "The peer could not be reached.");
        _dialAt = Now + _dialing.Next();
    }

    /// <summary>Takes what can be taken of the input, which starts where the last call stopped.</summary>
    public SequencePosition Process(in ReadOnlySequence<byte> input)
    {
        if (_amqp is not { } amqp)
        {
            return input.End;
        }
        var consumed = amqp.Process(input, Now);
        StepLinks(Now);
        return _amqp is null ? input.End : consumed;
    }

    /// <summary>The peer reads again.</summary>
    public void Resume()
    {
        _amqp?.Resume();
        _amqp?.Flush();
    }

    /// <summary>Heartbeats, tokens, retries: whatever is due.</summary>
    public void Step()
    {
        long now = Now;
        _amqp?.Step(now);
        if (IsOpen)
        {
            StepNodes(now);
        }
        StepLinks(now);
    }

    /// <summary>Ends producers, consumers and questions, each of which is told, and closes; nothing is dialled any more.</summary>
    public void Stop()
    {
        if (_stopped)
        {
            return;
        }
        _stopped = true;
        foreach (var link in _links.ToArray())
        {
            link.End();
        }
        EndQuestions();
        _amqp?.Close();
        _amqp?.Flush();
    }

    /// <summary>Makes a producer.</summary>
    /// <param name="partition">The partition; null: any, by key or in turn.</param>
    /// <param name="settings">How it behaves.</param>
    /// <param name="reported">Called with what became of each batch.</param>
    public Producer AddProducer(string? partition, ProducerSettings settings, Action<SendReport> reported) =>
        Add(new Producer(this, partition, settings, reported));

    /// <summary>Makes a consumer of a partition.</summary>
    /// <param name="settings">Which one, from where, and how.</param>
    /// <param name="arrived">Called when there is something to take, and when it ended.</param>
    public Consumer AddConsumer(ConsumerSettings settings, Action arrived) => Add(new Consumer(this, settings, arrived));

    internal void Forget(HubLink link) => _links.Remove(link);

    internal AmqpSession? Begin() => _amqp?.Begin();

    internal void Flush() => _amqp?.Flush();

    internal string AudienceOf(string path) => $"amqps://{Settings.Host}/{path}";

    /// <summary>A name that no other link of this client has.</summary>
    internal string NewLinkName(string path) => $"{Settings.ContainerId}-{++_linkNumber}-{path}";

    private T Add<T>(T link)
        where T : HubLink
    {
        _links.Add(link);
        if (_stopped)
        {
            link.End();
        }
        return link;
    }

    private void StepLinks(long now)
    {
        foreach (var link in _links.ToArray())
        {
            link.Step(now);
        }
        StepQuestions(now);
        _amqp?.Flush();
    }

    private void Opened()
    {
        _openedAt = Now;
        LastError = null;
        _cbsAt = 0;
        StepNodes(Now);
    }

    /// <summary>The tokens' node is asked for when the connection opens, and again, not at once, when it went.</summary>
    private void StepNodes(long now)
    {
        if (Tokens.IsNeeded && !_cbs.IsOpen && now >= _cbsAt)
        {
            _cbsAt = now + (long)Settings.RetryMost.TotalMilliseconds;
            Tokens.Closed();
            _cbs.Open(_amqp!);
        }
        _cbs.Step(now);
        _management.Step(now);
        Tokens.Step(now);
    }

    private void ClosedDown(AmqpError? error)
    {
        bool refused = _amqp!.Refused;
        _amqp = null;
        LastError = error;
        if (Now - _openedAt > Settings.RetryMost.TotalMilliseconds)
        {
            _dialing.Reset();
        }
        _openedAt = long.MaxValue;
        _dialAt = Now + (refused ? (long)Settings.CircuitFor.TotalMilliseconds : _dialing.Next());
        _cbs.Closed(error);
        _management.Closed(error);
        Tokens.Closed();
        if (refused)
        {
            foreach (var link in _links.ToArray())
            {
                link.HandleDetached(new AmqpError(ErrorCondition.UnauthorizedAccess, error?.Description), Now);
            }
        }
    }
}
