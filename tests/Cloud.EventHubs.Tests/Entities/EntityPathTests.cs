using Wattline.Cloud.EventHubs.Entities;

namespace Wattline.Tests.Cloud.EventHubs.Entities;

public sealed class EntityPathTests
{
    [Theory]
    [InlineData("readings", "readings", null, null)]
    [InlineData("/readings", "readings", null, null)]
    [InlineData("amqps://host:5671/readings", "readings", null, null)]
    [InlineData("readings/Partitions/3", "readings", null, "3")]
    [InlineData("/readings/partitions/3/", "readings", null, "3")]
    [InlineData("readings/ConsumerGroups/$Default/Partitions/0", "readings", "$Default", "0")]
    [InlineData("sb://host/readings/consumergroups/g/partitions/0", "readings", "g", "0")]
    public void An_address_names_an_entity(string address, string hub, string? group, string? partition) =>
        Assert.Equal(new EntityPath(hub, group, partition), EntityPath.Parse(address));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("amqps://host")]
    [InlineData("readings/Partitions")]
    [InlineData("readings/Partitions/")]
    [InlineData("readings/Groups/g/Partitions/0")]
    public void Another_address_names_none(string address) => Assert.Null(EntityPath.Parse(address));
}
