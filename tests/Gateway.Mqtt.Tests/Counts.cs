using System.Diagnostics.Metrics;
using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>What the endpoint counted on this thread, by instrument and first tag: other tests count on the same meter's name from theirs.</summary>
internal sealed class Counts : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _seen = [];

    public Counts()
    {
        _listener.InstrumentPublished = static (instrument, self) =>
        {
            if (instrument.Meter.Name == MqttMetrics.MeterName)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        var thread = Environment.CurrentManagedThreadId;
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (Environment.CurrentManagedThreadId == thread)
            {
                var name = instrument.Name["gateway.mqtt.".Length..] + (tags.Length > 0 ? $" {tags[0].Value}" : "");
                _seen[name] = _seen.GetValueOrDefault(name) + value;
            }
        });
        _listener.Start();
    }

    public long this[string name] => _seen.GetValueOrDefault(name);

    public void Dispose() => _listener.Dispose();
}
