using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Gateway.Uplinks.EventHubs;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Uplinks;

public sealed class HubSenderTests
{
    [Theory]
    [InlineData(ErrorCondition.InternalError, HubOutcome.Away)]
    [InlineData(ErrorCondition.Timeout, HubOutcome.Away)]
    [InlineData(null, HubOutcome.Away)]
    [InlineData(ErrorCondition.InvalidField, HubOutcome.Refused)]
    [InlineData(ErrorCondition.NotAllowed, HubOutcome.Refused)]
    public void What_is_given_back_for_a_reason_that_passes_is_not_refused_for_its_content(string? condition, HubOutcome outcome)
    {
        var report = new SendReport(1, SendOutcome.Refused, condition is null ? null : new AmqpError(condition, "why"), []);
        var result = HubSender.ResultOf(report, 7);
        Assert.Equal((outcome, 7), (result.Outcome, result.Taken));
    }
}
