using Wattline.Cloud.Store.Leases;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Processing;

public sealed class MeterDataLeaseTests : IDisposable
{
    private readonly MeterDataRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Who_lost_the_lease_writes_nothing_and_who_holds_it_does()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i % 40);
        // Another took it over while this process was paused.
        _rig.Database.Write(static connection => connection.Execute("INSERT INTO lease (pool, name, holder, fence, beat) VALUES ('meter data', 'intervals', 'other', 2, 0)"));
        Assert.Throws<LeaseLostException>(() => _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date, held: new LeaseGrant("meter data", "intervals", "paused", 1)));
        Assert.Empty(_rig.Intervals.SeriesOf("M1"));
        Assert.Equal(2, _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date, held: new LeaseGrant("meter data", "intervals", "other", 2)).DaysAdded);
    }
}
