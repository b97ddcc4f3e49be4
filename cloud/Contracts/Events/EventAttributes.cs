using System.Globalization;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>CloudEvents' attributes of one event, read; its data is not yet.</summary>
/// <param name="Id">The message's identity, with the part's number behind it where it is a part.</param>
/// <param name="Gateway">The gateway that sent it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Subject">The concentrator.</param>
/// <param name="Time">When that gateway received it.</param>
/// <param name="Data">The data's JSON.</param>
/// <param name="Part">Which part of the message it is; null: the whole.</param>
internal sealed record EventAttributes(string Id, string Gateway, string Type, string Subject, DateTimeOffset Time, ReadOnlyMemory<byte> Data, MessagePart? Part = null)
{
    /// <summary>What the attributes say otherwise than the data; null when they agree.</summary>
    public ContractFault? Against(in MessageHeader header)
    {
        var suffix = Type == CloudEventTypes.Quarantined ? QuarantineNotice.IdSuffix : Part is { } part ? string.Create(CultureInfo.InvariantCulture, $"/{part.Index}") : "";
        if (header.FormatId() + suffix != Id) return new ContractFault("id", "says something else than the data");
        return header.Concentrator.Text == Subject ? null : new ContractFault("subject", "says something else than the data");
    }
}
