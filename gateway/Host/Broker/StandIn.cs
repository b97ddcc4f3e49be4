using System.Text;
using Microsoft.Extensions.Logging;
using Wattline.Gateway.Runtime.Brokers;

namespace Wattline.Gateway.Host.Broker;

/// <summary>
/// Another gateway's session while that one is away: its messages go into this gateway's journal, its share of the load as well.
/// When it comes back the broker gives the session to it, and this ends.
/// </summary>
internal sealed class StandIn : IBrokerEvents, IAsyncDisposable
{
    private readonly string _stateTopic;
    private readonly byte[] _state;
    private readonly IBrokerLink _link;
    private readonly BrokerIntake _intake;
    private readonly ILogger _logger;
    private volatile bool _ended;
    private volatile bool _empty;

    public StandIn(string session, string stateTopic, string state, IBrokerLinks links, BrokerLinkSettings settings, BrokerIntake intake, ILogger logger)
    {
        (Session, _stateTopic, _state, _intake, _logger) = (session, stateTopic, Encoding.UTF8.GetBytes(state), intake, logger);
        // States that were kept for the other are old: its intake hands them to nobody.
        _intake.Link = _link = links.Create(settings, this);
    }

    /// <summary>Whose session.</summary>
    public string Session { get; }

    /// <summary>Whether it is over.</summary>
    public bool HasEnded => _ended || _link.Completion.IsFaulted;

    /// <summary>Messages taken.</summary>
    public long Accepted => _intake.Accepted;

    public void Start() => _link.Start();

    public void Close() => _intake.Close();

    /// <summary>Asks again for what was not taken.</summary>
    public void Retry() => _intake.Retry();

    /// <summary>Gives the session back to the broker; another may stand in.</summary>
    public async Task StopAsync()
    {
        if (!_ended) _link.TryPublish(_stateTopic, Encoding.UTF8.GetBytes(StandIns.Offline), qos: 1, retain: true);
        await _link.StopAsync(endSession: false).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_empty) await _link.StopAsync(endSession: true).ConfigureAwait(false);
        await _link.DisposeAsync().ConfigureAwait(false);
        _intake.Dispose();
    }

    void IBrokerEvents.Connected(bool sessionPresent)
    {
        if (sessionPresent)
        {
            _link.TryPublish(_stateTopic, _state, qos: 1, retain: true);
            return;
        }
        // The broker keeps nothing for it: there is nothing to stand in for, and its state goes.
        _link.TryPublish(_stateTopic, default, qos: 1, retain: true);
        (_empty, _ended) = (true, true);
    }

    void IBrokerEvents.Disconnected(string why)
    {
        _intake.Lost();
        _ended = true;
        BrokerLog.StoodIn(_logger, Session, why);
    }

    void IBrokerEvents.FilterRefused(string filter, int reason)
    {
    }

    bool IBrokerEvents.Received(in BrokerMessage message) => _intake.Received(message);
}
