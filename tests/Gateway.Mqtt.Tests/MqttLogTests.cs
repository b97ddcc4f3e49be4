using System.Reflection;
using Microsoft.Extensions.Logging;
using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

public sealed class MqttLogTests
{
    [Fact]
    public void Event_numbers_are_unique_and_in_the_room_s_range()
    {
        var ids = typeof(MqttBroker).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId)
            .OfType<int>()
            .ToList();
        Assert.True(ids.Count > 3);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.InRange(id, 3_100, 3_199));
    }
}
