using Wattline.Cloud.EventHubs.Entities;

namespace Wattline.Tests.Cloud.EventHubs.Entities;

public sealed class PartitionHashTests
{
    /// <summary>Where Azure's own clients put these keys among 32 partitions; lengths on both sides of the hash's blocks of 12.</summary>
    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 28)]
    [InlineData("meter-0042", 1)]
    [InlineData("C-1001", 18)]
    [InlineData("60000000", 25)]
    [InlineData("0123456789ab", 30)]
    [InlineData("0123456789abc", 7)]
    public void A_key_goes_to_the_partition_that_Azure_gives_it(string key, int partition) =>
        Assert.Equal(partition, PartitionHash.PartitionOf(key, 32));

    [Fact]
    public void Every_key_has_a_partition()
    {
        for (int partitions = 1; partitions < 40; partitions++)
        {
            for (int i = 0; i < 500; i++)
            {
                Assert.InRange(PartitionHash.PartitionOf($"meter-{i}", partitions), 0, partitions - 1);
            }
        }
    }
}
