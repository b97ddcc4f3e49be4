using Microsoft.Extensions.Logging;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Down;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Host.Down;

/// <summary>
/// Publishes current plans, retained; again only where they changed, and takes away those that are no more: also those that an earlier
/// start left.
/// </summary>
internal sealed class PlanPublisher(IDownPort down, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ConcentratorId, byte[]> _published = [];
    private RegistryState? _state;
    private bool _unfinished;
    private volatile bool _again;

    /// <summary>What is retained already, by its topic.</summary>
    public void TakeOver(IEnumerable<(string Topic, ReadOnlyMemory<byte> Payload)> retained)
    {
        lock (_lock)
        {
            foreach (var (topic, payload) in retained)
                if (ConcentratorId.TryParse(topic.Split('/')[2], out var concentrator)) _published[concentrator] = payload.ToArray();
        }
    }

    /// <summary>Whose plans may be retained already, in whatever version: each is published again or taken away.</summary>
    public void TakeOver(IEnumerable<ConcentratorId> concentrators)
    {
        lock (_lock)
            foreach (var concentrator in concentrators) _published[concentrator] = [];
    }

    /// <summary>Brings what is published in line with the registry.</summary>
    public void Publish(RegistryState state)
    {
        lock (_lock)
        {
            (_state, _unfinished) = (state, false);
            // Who is known stays known: a plan that was withdrawn meanwhile is still taken away.
            if (_again) TakeOver(_published.Keys.ToList());
            _again = false;
            var current = new HashSet<ConcentratorId>();
            foreach (var plan in state.CurrentPlans)
            {
                current.Add(plan.Concentrator);
                var payload = DownMessages.Plan(plan).ToArray();
                if (_published.TryGetValue(plan.Concentrator, out var known) && known.AsSpan().SequenceEqual(payload)) continue;
                if (payload.Length > RuntimeLimits.MessageBytesMax)
                {
                    HostLog.PlanTooLarge(logger, plan.Version, plan.Concentrator.Text, payload.Length);
                    continue;
                }
                if (!Try(plan.Concentrator, payload)) continue;
                _published[plan.Concentrator] = payload;
                HostLog.PlanPublished(logger, plan.Version, plan.Concentrator.Text);
            }
            foreach (var gone in _published.Keys.Where(concentrator => !current.Contains(concentrator)).ToList())
                if (Try(gone, ReadOnlyMemory<byte>.Empty)) _published.Remove(gone);
        }
    }

    /// <summary>Publishes what could not be taken before, and everything after <see cref="Again"/>.</summary>
    public void Retry()
    {
        lock (_lock)
            if ((_unfinished || _again) && _state is not null) Publish(_state);
    }

    /// <summary>Whoever retained the plans has lost them: the next <see cref="Retry"/> publishes all. Takes no lock.</summary>
    public void Again() => _again = true;

    private bool Try(ConcentratorId concentrator, ReadOnlyMemory<byte> payload)
    {
        var taken = down.Publish(Topics.Plan(concentrator), payload, qos: 1, retain: true);
        if (!taken && !_unfinished) HostLog.PlanNotTaken(logger, concentrator.Text);
        _unfinished |= !taken;
        return taken;
    }
}
