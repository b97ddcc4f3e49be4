using Wattline.Cloud.Metering.Loss;

namespace Wattline.Tests.Cloud.Metering.Tests.Loss;

/// <summary>What meters told, in memory.</summary>
internal sealed class ToldWords : IMeterWords
{
    public List<(string Meter, string Code)> Events { get; } = [];

    public Dictionary<string, long> Open { get; } = [];

    public void StreamEvents(IReadOnlyCollection<string> codes, long from, long to, Action<string, string> each)
    {
        foreach (var (meter, code) in Events.Where(one => codes.Contains(one.Code))) each(meter, code);
    }

    public long? RelayOpenAt(string meter) => Open.TryGetValue(meter, out var at) ? at : null;
}
