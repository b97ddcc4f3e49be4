using Wattline.Cloud.Contracts;
using Wattline.Tests.Cloud.Tests.Support;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Ingest;

/// <summary>By which gateway a concentrator was heard last: that one is asked for what is missing.</summary>
public sealed class HeardTests : IDisposable
{
    private readonly IngestFixture _cloud = new();

    [Fact]
    public void A_gateway_whose_clock_runs_ahead_is_not_the_last_until_then()
    {
        Hear("G1", 1, TimeSpan.FromDays(1));
        Assert.Equal(("G1", _cloud.Time.GetUtcNow().ToUnixTimeMilliseconds()), _cloud.Queries.Heard()["C-0001"]);
        _cloud.Time.Advance(TimeSpan.FromMinutes(1));
        Hear("G2", 2, TimeSpan.Zero);
        Assert.Equal("G2", _cloud.Queries.Heard()["C-0001"].Gateway);
    }

    [Fact]
    public void A_time_in_the_future_that_is_stored_already_gives_way()
    {
        Hear("G1", 1, TimeSpan.Zero);
        _cloud.Database.Write(static connection => { connection.Execute("UPDATE concentrator_heard SET received_ms = received_ms + 86400000"); });
        Hear("G2", 2, TimeSpan.Zero);
        Assert.Equal("G2", _cloud.Queries.Heard()["C-0001"].Gateway);
    }

    public void Dispose() => _cloud.Dispose();

    private void Hear(string gateway, long sequence, TimeSpan ahead)
    {
        using var writer = new CloudEventBatchWriter(gateway);
        Assert.True(writer.TryAdd(Wire.Reading(sequence, "1"), _cloud.Time.GetUtcNow() + ahead));
        _cloud.Service.DeliverBytes(writer.Finish().ToArray());
    }
}
