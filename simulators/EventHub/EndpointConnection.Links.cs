using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Entities;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Simulators.EventHub.Nodes;

namespace Wattline.Simulators.EventHub;

/// <content>Who may attach to what.</content>
public sealed partial class EndpointConnection
{
    private const string IdempotentProducer = "com.microsoft:idempotent-producer";
    private const string RuntimeMetric = "com.microsoft:enable-receiver-runtime-metric";
    private const string ProducerId = "com.microsoft:producer-id";
    private const string ProducerEpoch = "com.microsoft:producer-epoch";
    private const string ProducerSequence = "com.microsoft:producer-sequence-number";

    /// <summary>Credit of a publisher: a publication of the largest size each, so memory follows from the connection's window.</summary>
    private const uint PublisherCredit = 300;

    private const uint RequestCredit = 50;

    /// <summary>Bytes of a request: a token and a name. Anybody may send some, so they are not to cost much.</summary>
    private const ulong RequestBytesMax = 64 * 1_024;

    private readonly Dictionary<AmqpLink, string> _paths = [];

    private void Attaching(AmqpLink link)
    {
        var asked = link.Remote!;
        string address = EntityPath.Strip((asked.IsReceiver ? asked.Source : asked.Target)?.Address ?? "");
        var error = address switch
        {
            "$cbs" => AttachNode(link, RequestNode.Tokens),
            _ when address == "$management" || address.EndsWith("/$management", StringComparison.OrdinalIgnoreCase) => AttachNode(link, RequestNode.Management),
            _ when asked.Target is { IsForeign: true } || asked.Source is { IsForeign: true } =>
                new AmqpError(ErrorCondition.NotImplemented, "Transactions are not offered."),
            _ => AttachEntity(link, address),
        };
        if (error is not null)
        {
            _endpoint.Counters.LinksRefused++;
            link.Refuse(error);
        }
    }

    private static AmqpError? AttachNode(AmqpLink link, RequestNode node)
    {
        bool settled = link.Remote!.SndSettleMode != 0;
        if (link is SenderLink sender)
        {
            sender.Context = new ReplyLink(node, sender, settled);
        }
        else if (link is ReceiverLink receiver)
        {
            receiver.Context = node;
            receiver.SetWindow(RequestCredit);
        }
        link.Accept(Reply(link) with { MaxMessageSize = RequestBytesMax });
        return null;
    }

    private AmqpError? AttachEntity(AmqpLink link, string address)
    {
        if (EntityPath.Parse(address) is not { } path || _endpoint.HubOf(path.Hub) is not { } hub)
        {
            return new AmqpError(ErrorCondition.NotFound, ManagementReplies.NotFound(address));
        }
        if (!Permits(address, RightFor(link)))
        {
            return new AmqpError(ErrorCondition.UnauthorizedAccess, $"Unauthorized access. '{RightFor(link)}' claim(s) are required to perform this operation. Resource: '{address}'.");
        }
        Partition? partition = null;
        if (path.Partition is not null && (partition = hub.PartitionOf(path.Partition)) is null)
        {
            return new AmqpError(ErrorCondition.ArgumentOutOfRange, $"The specified partition is invalid for an EventHub partition sender or receiver: '{path.Partition}'.");
        }
        _paths[link] = address;
        var error = link switch
        {
            ReceiverLink receiver when path.Group is null => AttachPublisher(receiver, hub, partition),
            SenderLink sender when path.Group is not null && partition is not null => AttachReader(sender, partition, path.Group),
            _ => new AmqpError(ErrorCondition.NotAllowed, $"'{address}' cannot be used in this direction."),
        };
        if (error is not null)
        {
            _paths.Remove(link);
        }
        return error;
    }

    private AmqpError? AttachPublisher(ReceiverLink link, Hub hub, Partition? partition)
    {
        var asked = link.Remote!;
        AmqpMap? properties = null;
        long? producer = null;
        if (asked.DesiredCapabilities.Contains(IdempotentProducer) && partition is not null)
        {
            long group = asked.Properties?[ProducerId]?.Integer ?? _endpoint.NewProducerLocked();
            long epoch = asked.Properties?[ProducerEpoch]?.Integer ?? 0;
            var known = partition.Producers.Of(group);
            if (epoch < (known?.Epoch ?? 0) || epoch > short.MaxValue)
            {
                return new AmqpError(ErrorCondition.ProducerEpochStolen, $"Epoch {epoch} of producer group {group} is below {known?.Epoch}.");
            }
            // The clients count from the number in the attach, and their first event has the next one.
            long last = known?.Sequence ?? asked.Properties?[ProducerSequence]?.Integer ?? 0;
            last = Math.Clamp(last, 0, int.MaxValue);
            _endpoint.KeepLocked(partition, new ProducerMark(group, new ProducerState((short)epoch, (int)last)));
            producer = group;
            properties = new AmqpMap();
            properties.AddSymbol(ProducerId, AmqpValue.Long(group));
            properties.AddSymbol(ProducerEpoch, AmqpValue.Short((short)epoch));
            properties.AddSymbol(ProducerSequence, AmqpValue.Int((int)last));
        }
        link.Context = new Publisher(hub, partition, producer);
        link.SetWindow(PublisherCredit);
        link.Accept(Reply(link) with
        {
            MaxMessageSize = (ulong)_endpoint.Settings.Limits.MessageBytesMax,
            Properties = properties,
            OfferedCapabilities = producer is null ? [] : [IdempotentProducer],
        });
        return null;
    }

    private AmqpError? AttachReader(SenderLink link, Partition partition, string group)
    {
        var asked = link.Remote!;
        if (!partition.Hub.HasGroup(group))
        {
            return new AmqpError(ErrorCondition.NotFound, ManagementReplies.NotFound($"{partition.Hub.Name}/ConsumerGroups/{group}"));
        }
        if (StartPosition.Find(asked.Source!, partition.Log) is not { } next)
        {
            return new AmqpError(ErrorCondition.InvalidField, "The filter's expression is not one of those that Event Hubs knows.");
        }
        var reader = new Reader(partition, group, link, settled: asked.SndSettleMode != 0)
        {
            Epoch = asked.Properties?["com.microsoft:epoch"]?.Integer,
            Name = asked.Properties?["com.microsoft:receiver-name"]?.Text ?? "nil",
            TracksLast = asked.DesiredCapabilities.Contains(RuntimeMetric),
            Next = next,
        };
        if (Contend(reader) is { } lost)
        {
            return lost;
        }
        partition.Readers.Add(reader);
        link.Context = reader;
        link.Accept(Reply(link) with
        {
            OfferedCapabilities = reader.TracksLast ? [RuntimeMetric] : [],
            Properties = asked.Properties,
        });
        return null;
    }

    /// <summary>Owner levels: the highest reads alone; without any, a few share.</summary>
    private AmqpError? Contend(Reader reader)
    {
        var others = reader.Partition.Readers.Where(other => other.Group.Equals(reader.Group, StringComparison.OrdinalIgnoreCase)).ToList();
        var holder = others.Find(other => other.Epoch is not null);
        if (holder is not null && (reader.Epoch ?? -1) < holder.Epoch)
        {
            return new AmqpError(ErrorCondition.LinkStolen, $"Receiver '{holder.Name}' with a higher epoch of '{holder.Epoch}' already exists. Receiver '{reader.Name}' with epoch {reader.Epoch ?? 0} cannot be created. Make sure you are creating receiver with increasing epoch value to ensure connectivity, or ensure all old epoch receivers are closed or disconnected.");
        }
        if (reader.Epoch is null)
        {
            return others.Count < _endpoint.Settings.ReadersMax ? null
                : new AmqpError(ErrorCondition.ResourceLimitExceeded, $"Exceeded the maximum number of allowed receivers per partition in a consumer group which is {_endpoint.Settings.ReadersMax}.");
        }
        foreach (var other in others)
        {
            var connection = (EndpointConnection)other.Link.Session.Connection.Context!;
            _endpoint.Counters.Stolen++;
            other.Link.Detach(new AmqpError(ErrorCondition.LinkStolen, $"New receiver '{reader.Name}' with higher epoch of '{reader.Epoch}' is created hence current receiver '{other.Name}' with epoch '{other.Epoch ?? 0}' is getting disconnected. If you are recreating the receiver, make sure a higher epoch is used."));
            connection.Leave(other.Link);
            connection.FlushLocked();
        }
        return null;
    }

    private void Leave(AmqpLink link)
    {
        _paths.Remove(link);
        if (link.Context is Reader reader)
        {
            reader.Partition.Readers.Remove(reader);
        }
    }

    /// <summary>
    /// The peer's own words back. Its settle mode of the sender is kept; a receiver that would settle second is told "first",
    /// so nobody waits for a second word.
    /// </summary>
    private static Attach Reply(AmqpLink link)
    {
        var asked = link.Remote!;
        return new Attach { SndSettleMode = asked.SndSettleMode, RcvSettleMode = 0, Source = asked.Source ?? new Terminus(), Target = asked.Target ?? new Terminus() };
    }
}
