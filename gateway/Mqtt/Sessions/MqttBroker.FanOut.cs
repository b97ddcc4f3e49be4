using System.Buffers;
using System.Text;

namespace Wattline.Gateway.Mqtt;

/// <summary>
/// From the clients that publish to those that watch: a bounded queue between, so that watching never slows intake. What is journalled
/// goes on after its commit: nobody is shown what a crash takes back.
/// </summary>
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
    /// <param name="packet">The message.</param>
    /// <param name="publisher">The key of its session.</param>
    /// <param name="journalled">Whether it went to the intake.</param>
    /// <param name="intakeTicket">The intake's ticket then.</param>
    /// <param name="retain">Whether it is retained.</param>
    /// <returns>The ticket of what was retained; 0 when nothing was.</returns>
    internal long RouteFromClient(in PublishPacket packet, string publisher, bool journalled, long intakeTicket, bool retain)
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
        var ticket = 0L;
        if (retain)
        {
            lock (Gate)
            {
                // Those of the same topic that came before go before.
                RouteQueued(int.MaxValue);
                ticket = SetRetained(message);
                if ((_fanOut.IsEmpty && intakeTicket <= Intake.DurableTicket) || !_fanOut.TryAdd(message, intakeTicket))
                {
                    Route(message);
                }
                Flush();
            }
        }
        else if (!_fanOut.TryAdd(message, intakeTicket))
        {
            Dropped(message.Qos, DropReason.FanOutFull);
        }
        PumpIfDurable(intakeTicket);
        return ticket;
    }

    /// <summary>Looked at after the message is in the queue: an advance that came before that found nothing there.</summary>
    private void PumpIfDurable(long intakeTicket)
    {
        if (intakeTicket <= Intake.DurableTicket)
        {
            PumpLater();
        }
    }

    private void PumpLater()
    {
        if (!_fanOut.IsEmpty && Interlocked.Increment(ref _fanOutCalls) == 1)
        {
            _dispatch(_pump);
        }
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
            if (!_fanOut.TryTake(Intake.DurableTicket, out var message))
            {
                return false;
            }
            Route(message);
        }
        return true;
    }
}
