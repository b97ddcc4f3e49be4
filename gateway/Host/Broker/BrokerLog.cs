using Microsoft.Extensions.Logging;
using Wattline.Gateway.Runtime.Brokers;
using Wattline.Gateway.Runtime.Quarantine;

namespace Wattline.Gateway.Host.Broker;

/// <summary>What the host logs of an external broker. Numbers are 43xx.</summary>
internal static partial class BrokerLog
{
    [LoggerMessage(EventId = 4301, Level = LogLevel.Information, Message = "Broker: {Link} is connected; session kept: {Kept}.")]
    public static partial void Connected(ILogger logger, BrokerLinkSettings link, bool kept);

    [LoggerMessage(EventId = 4302, Level = LogLevel.Warning, Message = "Broker: {Link} is not connected: {Why}")]
    public static partial void Disconnected(ILogger logger, BrokerLinkSettings link, string why);

    [LoggerMessage(EventId = 4303, Level = LogLevel.Error, Message = "Broker: it refuses the subscription {Filter} (0x{Reason:X2}); what it names does not come.")]
    public static partial void FilterRefused(ILogger logger, string filter, int reason);

    [LoggerMessage(EventId = 4304, Level = LogLevel.Warning, Message = "Broker: this gateway stands in for {Session}.")]
    public static partial void StandingIn(ILogger logger, string session);

    [LoggerMessage(EventId = 4305, Level = LogLevel.Information, Message = "Broker: this gateway does not stand in for {Session} any more: {Why}")]
    public static partial void StoodIn(ILogger logger, string session, string why);

    [LoggerMessage(EventId = 4306, Level = LogLevel.Error, Message = "Broker: a message of {Topic} ({Bytes} bytes, XXH64 {Hash:X32}) can never be journalled; quarantine was handed {Kept} bytes of it: {Outcome}.")]
    public static partial void TooLarge(ILogger logger, string topic, long bytes, UInt128 hash, int kept, QuarantineOutcome outcome);

    [LoggerMessage(EventId = 4307, Level = LogLevel.Information, Message = "Broker: no front door; messages come from {Host} as {Session}, which shares the load of group {Group}.")]
    public static partial void Started(ILogger logger, string host, string group, string session);
}
