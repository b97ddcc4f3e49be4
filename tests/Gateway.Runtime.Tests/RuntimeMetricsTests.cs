using System.Diagnostics.Metrics;
using Wattline.Gateway.Runtime;
using Wattline.Tests.Gateway.Runtime.Forwarding;
using Wattline.Tests.Gateway.Runtime.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime;

public sealed class RuntimeMetricsTests
{
    [Fact]
    public void What_operators_count_has_a_name_a_unit_and_a_meaning()
    {
        var counted = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name != RuntimeMetrics.MeterName) return;
                Assert.StartsWith("gateway.", instrument.Name, StringComparison.Ordinal);
                Assert.False(string.IsNullOrEmpty(instrument.Unit) || string.IsNullOrEmpty(instrument.Description), instrument.Name);
                listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            // Other tests count as well, each on a thread of its own.
            lock (counted) counted[instrument.Name] = counted.GetValueOrDefault(instrument.Name) + value;
            foreach (var tag in tags) Assert.Contains(tag.Key, new[] { "reason", "outcome" });
        });
        listener.Start();
        using var bench = new Bench(Sample.Registry());
        bench.Journal("readings", Sample.Readings(1, 100), "poison"u8.ToArray(), Sample.Readings(2, 5, Sample.Slot + 900));
        bench.Run();
        lock (counted)
        {
            foreach (var (name, least) in new[] { ("gateway.forward.messages", 2), ("gateway.forward.readings", 4), ("gateway.quarantine.messages", 1), ("gateway.validation.flagged", 1), ("gateway.uplink.batches", 1) })
                Assert.True(counted.GetValueOrDefault(name) >= least, name);
        }
    }
}
