using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Host.Down;
using Wattline.Gateway.Runtime.Down;
using Wattline.Gateway.Runtime.Registry;
using Wattline.Gateway.Uplinks;
using Wattline.Tests.Gateway.Host.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Host;

/// <summary>Plans at a broker that retains them over every end of a gateway.</summary>
public sealed class PlanPublisherTests : IDownPort
{
    private readonly List<(string Topic, int Bytes)> _sent = [];
    private readonly PlanPublisher _plans;

    public PlanPublisherTests() => _plans = new(this, NullLogger.Instance);

    public IReadOnlyDictionary<ConcentratorId, TimeSpan> Present => new Dictionary<ConcentratorId, TimeSpan>();

    public bool Command(ConcentratorId concentrator, ReadOnlyMemory<byte> payload, TimeSpan within, Action acknowledged) => false;

    bool IDownPort.Publish(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain)
    {
        Assert.True(retain);
        _sent.Add((topic, payload.Length));
        return true;
    }

    [Fact]
    public void What_was_withdrawn_while_nobody_was_there_is_taken_away_and_the_rest_is_published_again()
    {
        _plans.TakeOver([Id("C-1"), Id("C-2")]);
        _plans.Publish(Registry());
        Assert.Equal([("v1/down/C-1/plan", false), ("v1/down/C-2/plan", true)], Sent());
        _plans.Publish(Registry());
        Assert.Empty(Sent());
    }

    [Fact]
    public void What_is_withdrawn_while_the_broker_may_have_lost_all_is_taken_away_too()
    {
        _plans.Publish(Registry());
        _plans.Again();
        _plans.Publish(Registry("C-2"));
        Assert.Equal([("v1/down/C-1/plan", false), ("v1/down/C-2/plan", false), ("v1/down/C-1/plan", true)], Sent());
    }

    private static ConcentratorId Id(string name) => ConcentratorId.TryParse(name, out var id) ? id : throw new ArgumentException(name);

    private static RegistryState Registry(string concentrator = "C-1")
    {
        Assert.True(RegistryMapper.TryRead(Encoding.UTF8.GetBytes(Rig.Registry.Replace("C-1", concentrator, StringComparison.Ordinal)), out var state, out _));
        return state!;
    }

    /// <summary>What was sent since the last look, and whether it was empty.</summary>
    private List<(string Topic, bool IsEmpty)> Sent()
    {
        var sent = _sent.Select(message => (message.Topic, message.Bytes == 0)).ToList();
        _sent.Clear();
        return sent;
    }
}
