using System.Buffers;
using System.Text;

namespace Wattline.Gateway.Mqtt;

/// <summary>From the clients that publish to those that watch: a bounded queue between, so that watching never slows intake.</summary>
public sealed partial class MqttBroker
{
    /// <summary>Messages routed before others get the lock.</summary>
    private const int FanOutBatch = 64;

    private readonly FanOutQueue _fanOut;
    private readonly Action _pump;
    private int _fanOutCalls;

    /// <summary>
    /// A client's message for those who subscribed. While nobody watches what goes to the intake, it costs one read. What is
    /// retained is retained when this returns.
    /// </summary>
    /// <returns>The ticket of what was retained; 0 when nothing was.</returns>
    internal long RouteFromClient(in PublishPacket packet, string publisher, bool journalled, bool retain)
    {
        if (journalled && !retain && _watchers == 0)
        {
            return 0;
        }
        var message = new Downlink(Encoding.UTF8.GetString(packet.Topic), packet.Payload.ToArray(), packet.Qos, retain)
        {
            Properties = ForwardedProperties.Of(packet.Properties, packet.Seen),
            ExpiresAt = packet.ExpirySeconds < 0 ? TimeSpan.MaxValue : Now() + TimeSpan.FromSeconds(packet.ExpirySeconds),
            Publisher = publisher,
        };
        if (retain)
        {
            lock (Gate)
            {
                // Those of the same topic that came before go before.
                RouteQueued(int.MaxValue);
                var ticket = RetainAndRoute(message);
                Flush();
                return ticket;
            }
        }
        else if (!_fanOut.TryAdd(message))
        {
            Dropped(message.Qos, DropReason.FanOutFull);
        }
        else if (Interlocked.Increment(ref _fanOutCalls) == 1)
        {
            _dispatch(_pump);
        }
        return 0;
    }

    private void Pump()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref _fanOutCalls);
            bool more;
            do
            {
                lock (Gate)
                {
                    more = RouteQueued(FanOutBatch);
                    Flush();
                }
            }
            while (more);
        }
        while (Interlocked.CompareExchange(ref _fanOutCalls, 0, seen) != seen);
    }

    private bool RouteQueued(int max)
    {
        for (var i = 0; i < max; i++)
        {
            if (!_fanOut.TryTake(out var message))
            {
                return false;
            }
            Route(message);
        }
        return true;
    }
}
