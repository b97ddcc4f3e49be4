using Wattline.Cloud.Metering.Versions;
using Wattline.Tests.Cloud.Metering.Tests.Processing;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Versions;

public sealed class NetTests : IDisposable
{
    private readonly MeterDataRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void What_points_behind_a_meter_used_is_deducted_and_what_is_behind_those_is_not_deducted_twice()
    {
        var meters = _rig.Registry.Import("meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone\n"
            + "M3,C-0001,0,000000000163,dlt645-2007,one,2400,1,15,UTC\nM4,C-0001,0,000000000164,dlt645-2007,one,2400,1,15,UTC\n");
        Assert.True(meters.Applied, string.Join('\n', meters.Errors));
        _rig.Import("points", "point,zone,max_kw,parent,length_s,role\nTOP,UTC,60,,900,customer\nIN1,UTC,15,TOP,900,inner\nIN2,UTC,15,TOP,1800,inner\nDEEP,UTC,15,IN1,900,inner\n");
        _rig.Import("installations", "meter,point,from,ct\nM1,TOP,2026-01-01T00:00:00Z,10\nM2,IN1,2026-01-01T00:00:00Z,1\nM3,IN2,2026-01-01T00:00:00Z,1\nM4,DEEP,2026-01-01T00:00:00Z,1\n");
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => 10 + i % 2);
        _rig.Fill("M2", MeterDataRig.Day, 96, 10_000, static _ => 20);
        _rig.Fill("M3", MeterDataRig.Day, 96, 10_000, static _ => 15);
        _rig.Fill("M4", MeterDataRig.Day, 96, 10_000, static _ => 5);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var book = new NetBook(_rig.Book, _rig.Intervals);
        var net = book.Read(_rig.Series("TOP"), MeterDataRig.Date, MeterDataRig.Date);
        // Half an hour: the shortest in which both are whole. 2.1 of the meter, 0.4 and 0.3 behind it.
        Assert.Equal(48, net.Count);
        Assert.All(net, static one => Assert.Equal((1_800, 2.1m, 0.7m, 1.4m), (one.LengthS, one.Own!.Value.ToDecimal(), one.Deducted!.Value.ToDecimal(), one.Net!.Value.ToDecimal())));
        Assert.All(book.Read(_rig.Series("IN1"), MeterDataRig.Date, MeterDataRig.Date), static one => Assert.Equal(0.15m, one.Net!.Value.ToDecimal()));
        Assert.Empty(book.DeductedFrom("DEEP"));
    }

    [Fact]
    public void Where_one_that_is_deducted_is_not_known_neither_is_what_is_left()
    {
        _rig.Import("points", "point,zone,max_kw,parent\nTOP,UTC,60,\nIN1,UTC,15,TOP\n");
        _rig.Import("installations", "meter,point,from\nM1,TOP,2026-01-01T00:00:00Z\nM2,IN1,2026-01-01T00:00:00Z\n");
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => 20 + i % 2);
        _rig.Fill("M2", MeterDataRig.Day, 96, 10_000, static _ => 5, static i => i <= 60);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var net = new NetBook(_rig.Book, _rig.Intervals).Read(_rig.Series("TOP"), MeterDataRig.Date, MeterDataRig.Date);
        Assert.All(net.Take(60), static one => Assert.NotNull(one.Net));
        Assert.All(net.Skip(60), static one => Assert.True(one is { Net: null, Deducted: null, Own: not null } && one.Quality.BlocksBill));
    }
}
