using Wattline.Gateway.Host.Down;
using Wattline.Gateway.Host.Settings;
using Wattline.Gateway.Host.Up;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Uplinks.Link;

namespace Wattline.Gateway.Host;

/// <summary>The link to the cloud: registry, plans, marks, replay requests and commands come over it.</summary>
public sealed partial class GatewayProcess
{
    private void BuildLink(Uri url, string token, RegistryCopy copy, TimeTeller time, TimeProvider wall)
    {
        var outbox = new CommandOutbox(_commandsDisk, wall);
        if (outbox.WasDamaged) HostLog.OutboxDamaged(_logger);
        var client = new LinkClient(new LinkParts
        {
            Group = HasFrontDoor ? _settings.Gateway.Name : $"broker:{_settings.Broker.Group}",
            // A broker may have lost what was retained: there the registry is told anew, and all plans are published.
            Held = HasFrontDoor ? copy.Tag : null,
            Registry = _registry,
            Keep = copy.Keep,
            Outbox = outbox,
            Results = Owned(new ResultLane(_journal.OpenReader(JournalStream.Other))),
            Down = _down!,
            Replay = new ReplaySender(_down!, _logger, _settings.Uplink.Kind == UplinkKind.None ? null : AddReplays()).Send,
            Withdrawn = told => HostLog.Withdrawn(_logger, told.Concentrator, told.Holder),
            Faulty = faults => HostLog.RegistryFaulty(_logger, faults),
        });
        var socket = Owned(new LinkSocket(url, token, _settings.Gateway.Name, _settings.Link));
        _loops.Add(new LinkLoop(client, socket, time, _signal, _logger, Crashed));
    }
}
