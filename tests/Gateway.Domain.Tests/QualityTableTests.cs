using System.Text;
using Wattline.Gateway.Domain;
using Xunit;

namespace Wattline.Tests.Gateway.Domain;

public sealed class QualityTableTests
{
    [Fact]
    public void Names_and_codes_are_unique()
    {
        Assert.Equal(QualityTable.All.Count, QualityTable.All.Select(row => row.Name).Distinct().Count());
        Assert.Equal(QualityTable.All.Count, QualityTable.All.Select(row => row.Code).Distinct().Count());
        Assert.True(QualityTable.All.Count <= 64, "A set has 64 bits.");
    }

    [Theory]
    [InlineData(1, "silent")]
    [InlineData(2, "noise")]
    [InlineData(3, "refused")]
    [InlineData(4, "no_value")]
    [InlineData(5, "concentrator_down")]
    [InlineData(6, "window_closed")]
    [InlineData(7, "overwritten")]
    [InlineData(8, "no_clock")]
    [InlineData(9, "journal_refused")]
    [InlineData(10, "no_supply")]
    [InlineData(11, "not_in_memory")]
    [InlineData(12, "no_date")]
    [InlineData(13, "other_meter")]
    [InlineData(14, "busy")]
    [InlineData(15, "unauthenticated")]
    public void Every_cause_of_a_concentrator_has_its_row(int cause, string name)
    {
        Assert.True(QualityTable.TryFromCause(cause, out var row));
        Assert.Equal(name, row.Name);
        Assert.Equal(cause, row.Cause);
        Assert.Equal(QualitySetter.Concentrator, row.SetBy);
        Assert.True(row is { BlocksBill: true, BlocksTrip: true });
    }

    [Fact]
    public void No_other_cause_has_one()
    {
        Assert.False(QualityTable.TryFromCause(0, out _));
        Assert.False(QualityTable.TryFromCause(QualityTable.CauseMax + 1, out _));
        Assert.False(QualityTable.TryFromCause(-1, out _));
        Assert.Equal(QualityTable.CauseMax, QualityTable.All.Count(row => row.Cause != 0));
    }

    [Fact]
    public void Every_code_is_found_by_its_text()
    {
        foreach (var row in QualityTable.All)
        {
            Assert.True(QualityTable.TryParse(Encoding.ASCII.GetBytes(row.Code.ToString()), out var found));
            Assert.Same(row, found);
        }
        Assert.False(QualityTable.TryParse("2.4.9999"u8, out _));
    }

    [Fact]
    public void A_set_holds_each_code_once_and_gives_them_back_in_order()
    {
        var set = default(QualitySet).With(QualityTable.Late).With(QualityTable.Silent).With(QualityTable.Late);
        Assert.Equal(2, set.Count);
        Assert.True(set.BlocksTrip);
        Assert.True(QualitySet.TryTake(ref set, out var first));
        Assert.True(QualitySet.TryTake(ref set, out var second));
        Assert.Same(QualityTable.Silent, first);
        Assert.Same(QualityTable.Late, second);
        Assert.False(QualitySet.TryTake(ref set, out _));
        Assert.False(default(QualitySet).With(QualityTable.Late).BlocksTrip);
    }
}
