using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Metering.Loss;

namespace Wattline.Cloud.Portal.MeterData;

/// <summary>Ingestion's events and the command desk's word of relays, handed to the room that ranks suspects.</summary>
internal sealed class MeterWords(MeterEvents events, CommandDesk desk) : IMeterWords
{
    public void StreamEvents(IReadOnlyCollection<string> codes, long from, long to, Action<string, string> each) => events.Stream(codes, from, to, each);

    public long? RelayOpenAt(string meter) => desk.Relay(meter) is { State: RelayState.Open or RelayState.Allowed, AtMs: { } at } ? at / 1_000 : null;
}
