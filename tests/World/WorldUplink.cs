using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World;

/// <summary>
/// The way from gateway to cloud, with everything that happens to requests: it is away, it fails before or after the
/// cloud has stored the batch, the answer gets lost, it is slow.
/// </summary>
internal sealed class WorldUplink(VirtualClock clock, WorldCloud cloud, Random random, bool faults) : IUplink
{
    private const long TimeoutMicros = 30_000_000;

    private Func<int, int, ReadOnlyMemory<byte>> _part = (_, _) => default;
    private Action _done = () => { };
    private UplinkOutcome _outcome = UplinkOutcome.None;
    private int _request;

    /// <summary>Batches that the cloud stored without the gateway learning of it.</summary>
    public int AnswersLost { get; private set; }

    /// <summary>A gateway that has just started asks for nothing yet.</summary>
    public void Attach(Func<int, int, ReadOnlyMemory<byte>> part, Action done)
    {
        (_part, _done) = (part, done);
        _outcome = UplinkOutcome.None;
        _request++;
    }

    public void Send(int first, int count)
    {
        var bytes = _part(first, count).ToArray();
        var request = ++_request;
        _outcome = UplinkOutcome.Pending;
        var chance = faults ? random.Next(100) : 100;
        switch (chance)
        {
            case < 4:
                After(random.Next(1_000_000), () => End(request, UplinkOutcome.Away));
                break;
            case < 8:
                After(random.Next(2_000_000), () => End(request, UplinkOutcome.Failed));
                break;
            case < 12:
                AnswersLost++;
                After(random.Next(2_000_000), () => cloud.Take(bytes));
                After(TimeoutMicros, () => End(request, UplinkOutcome.TimedOut));
                break;
            default:
                After(chance < 20 ? random.Next(10_000_000) : random.Next(50_000, 200_000), () =>
                {
                    cloud.Take(bytes);
                    End(request, UplinkOutcome.Durable);
                });
                break;
        }
    }

    public UplinkOutcome Poll()
    {
        var outcome = _outcome;
        if (outcome != UplinkOutcome.Pending)
            _outcome = UplinkOutcome.None;
        return outcome;
    }

    private void End(int request, UplinkOutcome outcome)
    {
        // A gateway that crashed meanwhile does not hear of it.
        if (request != _request)
            return;
        _outcome = outcome;
        _done();
    }

    private void After(long micros, Action action) => clock.After(micros, action);
}
