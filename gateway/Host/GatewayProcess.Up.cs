using Wattline.Gateway.Host.Up;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Gateway.Runtime.Replays;
using Wattline.Gateway.Uplinks;
using Wattline.Gateway.Uplinks.EventHubs;

namespace Wattline.Gateway.Host;

/// <summary>The ways up: one over HTTP for all streams, or a hub for each.</summary>
public sealed partial class GatewayProcess
{
    private void AddHttp(bool passOthers)
    {
        var url = _settings.Uplink.Url!.AbsoluteUri;
        var http = Owned(new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = new Uri(url.EndsWith('/') ? url : url + "/"),
            Timeout = Timeout.InfiniteTimeSpan, // Each request has its own deadline.
        });
        var batch = Owned(new CloudEventsBatch(_settings.Gateway.Name));
        var uplink = new HttpUplink(http, batch.Part, _settings.Uplink.Token, TimeProvider.System, _signal.Ring);
        _uplinks.Add(uplink);
        _ways.Add(new UplinkWay("uplink", NewForwarder([.. Forwarder.AllStreams.Where(stream => passOthers || stream != JournalStream.Other)], batch, uplink)));
    }

    /// <summary>Money first. Each has its own connection, so that none waits for another's trouble; with readings goes what nobody interprets: nowhere.</summary>
    private void AddHubs(bool passOthers)
    {
        var hubs = _settings.Uplink.Hubs;
        AddHub(hubs.Money, "money", JournalStream.Money);
        AddHub(hubs.Events, "events", JournalStream.Events);
        AddHub(hubs.Readings, "readings", passOthers ? [JournalStream.Readings, JournalStream.Other] : [JournalStream.Readings]);
    }

    private void AddHub(string hub, string stream, params JournalStream[] streams)
    {
        var uplink = new HubUplink(_settings.Gateway.Name, stream, HubSender(hub), _signal.Ring);
        _uplinks.Add(uplink);
        _ways.Add(new UplinkWay(stream, NewForwarder(streams, uplink, uplink), hub, uplink));
    }

    private JournalReplays AddReplays()
    {
        var replays = Owned(new JournalReplays(new LogReplayJournal(_journal)));
        _loops.Add(new ReplayLoop(replays, _logger, Crashed));
        return replays;
    }

    // With the SDK there are two.
#pragma warning disable CA1859
    private IHubSender HubSender(string hub) => _settings.Uplink.Hubs.Client switch
    {
#if SDK_PACKAGES
        Settings.HubClient.Azure => Adapters.EventHubs.AzureHubSender.Open(_settings.Uplink.Hubs.Access, hub, _settings.Gateway.Name, TimeProvider.System),
#endif
        _ => _settings.Uplink.Hubs.Access.Open(hub, _settings.Gateway.Name, TimeProvider.System, new Random()),
    };
#pragma warning restore CA1859

    private Forwarder NewForwarder(IReadOnlyList<JournalStream> streams, IBatchWriter batch, IUplink uplink) =>
        Owned(new Forwarder(streams, _journal.OpenReader, _registry, _quarantine, batch, uplink, _sequences, new Random()));
}
