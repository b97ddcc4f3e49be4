using System.Globalization;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Runtime.Decoding;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Tests.Gateway.Runtime.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime;

public sealed class AllocationTests
{
    [Fact]
    public void Decoding_normalising_and_writing_a_hundred_meters_allocates_nothing()
    {
        var registry = Sample.Registry(100);
        var entries = string.Join(' ', Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture, $"[{i} 0 0 1500 [{12345 + i} 2301]]")));
        var records = Enumerable.Range(1, 64).Select(i => Sample.Record("readings", Wire.Envelope(2, i, $"[1 0 {Sample.Slot + 900 * i} [{entries}]]"))).ToArray();
        var normaliser = new Normaliser();
        using var writer = new CloudEventBatchWriter("gw");
        Round(0);
        Round(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Round(2);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round(int round)
        {
            writer.Clear();
            for (var i = 0; i < 20; i++)
            {
                var reason = normaliser.Normalise(records[20 * round + i], registry, out var message);
                if (reason != QuarantineReason.None || !writer.TryAdd(message!, DateTimeOffset.UnixEpoch)) throw new InvalidOperationException(reason.Name());
            }
            writer.Finish();
        }
    }
}
