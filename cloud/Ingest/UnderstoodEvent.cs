using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest.Coverage;
using Wattline.Cloud.Ingest.Outages;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest;

/// <summary>An event of a batch, and what this room makes of it.</summary>
/// <param name="Received">As it came.</param>
/// <param name="Fault">Why it goes to quarantine; null when it is to be stored.</param>
/// <param name="Header">Whose it is, where that is known.</param>
/// <param name="Part">Which part of its message it is; null: the whole.</param>
/// <param name="Lost">What it says will never come.</param>
/// <param name="Outage">What it says was an outage.</param>
internal readonly record struct UnderstoodEvent(ReceivedEvent Received, ContractFault? Fault, RefusedHeader? Header, MessagePart? Part, LostRange? Lost, OutageRange? Outage)
{
    /// <summary>Its readings have no date yet.</summary>
    public bool Waits { get; init; }

    public static UnderstoodEvent Read(ReceivedEvent received)
    {
        if (received.Event is not { } understood) return new(received, received.Fault ?? new ContractFault("event", "not understood"), received.Header, received.Part, null, null);
        var header = new RefusedHeader(understood.Gateway, understood.Time, understood.Message.Header);
        LostRange? lost = null;
        OutageRange? outage = null;
        var fault = understood.Message switch
        {
            ReadingsMessage { BeganMs: not null } when (received.Part ?? understood.Part) is not null => new ContractFault("data.began_ms", "of a part"),
            QuarantineNotice notice => new ContractFault("gateway", notice.Reason),
            EventMessage { Code: LostRange.Code } told when told.Subject != LostRange.Results && !LostRange.TryRead(told, out lost) => new ContractFault("data.detail", LostRange.Form),
            EventMessage { Code: OutageRange.Code } told when !OutageRange.TryRead(told, out outage) => new ContractFault("data.detail", OutageRange.Form),
            _ => null,
        };
        return new(received, fault, header, received.Part ?? understood.Part, lost, outage);
    }
}
