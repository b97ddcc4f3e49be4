using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Ingest;

public sealed class OutageTests : IDisposable
{
    private readonly IngestFixture _cloud = new();

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public void An_outage_is_one_row_that_names_the_plan_then_in_use()
    {
        _cloud.Service.Deliver(
            Wire.Event(1, "plan", "C-0001", "[3]"), Wire.Event(2, "door", "C-0001", "[1]"), Outage(3, Wire.Day - 9_000_000, Wire.Day - 900), Wire.Event(4, "plan", "C-0001", "[4]"));
        var outage = Assert.Single(_cloud.Queries.Outages("C-0001"));
        Assert.Equal(("C-0001", 3L, Wire.Day - 9_000_000, Wire.Day - 900, QualityTable.ConcentratorDown), (outage.Concentrator, outage.Plan, outage.FirstSlot, outage.LastSlot, outage.Cause));
        Assert.Equal((4, 0), (_cloud.Queries.Counts().Events, _cloud.Queries.Counts().Readings));
        Assert.Empty(_cloud.Queries.Outages("C-0002"));
        Assert.Empty(_cloud.Queries.Outages("C-0001", Wire.Day));
        Assert.Empty(_cloud.Queries.Outages("C-0001", to: Wire.Day - 9_000_001));
    }

    [Fact]
    public void Without_a_word_of_the_plan_the_plan_is_not_made_up()
    {
        _cloud.Service.Deliver(Outage(1, 0, 900));
        Assert.Null(Assert.Single(_cloud.Queries.Outages("C-0001")).Plan);
    }

    [Fact]
    public void An_outage_that_ends_in_the_future_explains_nothing_that_is_still_to_come()
    {
        _cloud.Service.Deliver(Outage(1, Wire.Day, long.MaxValue), Outage(2, Wire.Day + 900, Wire.Day + 1800));
        Assert.Equal(Wire.Received.ToUnixTimeSeconds(), _cloud.Queries.Outages("C-0001").Max(o => o.LastSlot));
        Assert.Single(_cloud.Queries.Outages("C-0001", Wire.Day));
    }

    [Theory]
    [InlineData("C-0002", "[0,900,5]")]
    [InlineData("C-0001", "[0,900]")]
    [InlineData("C-0001", "[0,900,0]")]
    [InlineData("C-0001", "[0,900,99]")]
    [InlineData("C-0001", "[900,0,5]")]
    [InlineData("C-0001", "[-900,0,5]")]
    [InlineData("C-0001", "[0,900,5,1]")]
    [InlineData("C-0001", "[0,99999999999999999999,5]")]
    [InlineData("C-0001", "{}")]
    public void An_outage_that_cannot_be_read_explains_nothing(string subject, string detail)
    {
        Assert.Equal(new IngestAnswer(0, 0, 1), _cloud.Service.Deliver(Wire.Event(1, "outage", subject, detail)));
        Assert.Empty(_cloud.Queries.Outages("C-0001"));
    }

    private static EventMessage Outage(long sequence, long first, long last) => Wire.Event(sequence, "outage", "C-0001", $"[{first},{last},5]");
}
