using System.Buffers;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Simulators.EventHub.Nodes;

namespace Wattline.Simulators.EventHub;

/// <summary>A client's connection to the endpoint.</summary>
public sealed partial class EndpointConnection
{
    private readonly EventHubEndpoint _endpoint;
    private readonly AmqpConnection _amqp;
    private readonly Grants _grants;
    private readonly Action _abort;

    internal EndpointConnection(EventHubEndpoint endpoint, IAmqpTransport transport, Action abort)
    {
        (_endpoint, _abort) = (endpoint, abort);
        _grants = new Grants(endpoint.Settings);
        var settings = new AmqpSettings { ContainerId = "wattline-eventhub", SaslServer = endpoint.Entrance, Limits = endpoint.Settings.Limits };
        _amqp = new AmqpConnection(settings, transport, new Handler(this), endpoint.Now) { Context = this };
    }

    /// <summary>Whether it is over: the transport may go once it has sent what it holds.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Why it ended; null while it has not, and when it was orderly.</summary>
    public AmqpError? Error => _amqp.Error;

    internal long NextWake => Math.Min(_amqp.NextWake, _grants.NextEnd == long.MaxValue ? long.MaxValue : _endpoint.Now + Math.Max(0, _grants.NextEnd - _endpoint.UtcNow));

    /// <summary>Takes what can be taken of the input, which starts where the last call stopped.</summary>
    /// <returns>Up to where it was consumed.</returns>
    public SequencePosition Process(in ReadOnlySequence<byte> input)
    {
        lock (_endpoint.Gate)
        {
            var consumed = _amqp.Process(input, _endpoint.Now);
            _endpoint.PumpLocked();
            return consumed;
        }
    }

    /// <summary>The client reads again.</summary>
    public void Resume()
    {
        lock (_endpoint.Gate)
        {
            _amqp.Resume();
            _amqp.Flush();
        }
    }

    /// <summary>The transport is gone.</summary>
    public void Lost()
    {
        lock (_endpoint.Gate)
        {
            _amqp.Lost();
            _endpoint.PumpLocked();
        }
    }

    internal void StepLocked(long now)
    {
        _amqp.Step(now);
        if (_grants.NextEnd <= _endpoint.UtcNow)
        {
            _grants.Expire(_endpoint.UtcNow);
            DetachUnauthorized();
        }
    }

    internal void FlushLocked() => _amqp.Flush();

    internal void CloseLocked(AmqpError error)
    {
        _amqp.Close(error);
        _amqp.Flush();
    }

    private static AccessRights RightFor(AmqpLink link) => link is SenderLink ? AccessRights.Listen : AccessRights.Send;

    private bool Permits(string path, AccessRights oneOf) => _endpoint.Settings.Open
        || (_amqp.Identity is { } name && (_endpoint.Settings.Keys[name].Rights & oneOf) != AccessRights.None) || _grants.Permits(path, oneOf, _endpoint.UtcNow);

    /// <summary>Links live no longer than the tokens that permitted them.</summary>
    private void DetachUnauthorized()
    {
        foreach (var (link, path) in _paths.ToArray())
        {
            if (!Permits(path, RightFor(link)))
            {
                link.Detach(new AmqpError(ErrorCondition.UnauthorizedAccess, "ExpiredToken: The token is expired."));
                Leave(link);
            }
        }
        _amqp.Flush();
    }

    /// <summary>Cuts the connection, as a network would.</summary>
    private void Cut()
    {
        _endpoint.Counters.Faults++;
        _abort();
        _amqp.Lost();
    }
}
