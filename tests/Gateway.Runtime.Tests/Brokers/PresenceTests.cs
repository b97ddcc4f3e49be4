using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Brokers;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Brokers;

public sealed class PresenceTests
{
    private static readonly ConcentratorId _one = ConcentratorId.Parse("C-1");
    private readonly Presence _presence = new();

    [Fact]
    public void A_status_holds_until_it_is_taken_back()
    {
        _presence.Status(_one, online: true, 0);
        _presence.Heard(_one, 0);
        Assert.Equal([_one], _presence.At(1L << 40).Keys);
        _presence.Status(_one, online: false, 0);
        Assert.Empty(_presence.At(0));
    }

    [Fact]
    public void Who_tells_no_status_is_there_for_a_while_after_each_message()
    {
        _presence.Heard(_one, 0);
        _presence.Heard(_one, 1_000);
        Assert.Equal(KeyValuePair.Create(_one, TimeSpan.FromMilliseconds(RuntimeLimits.HeardMsMax + 1_000)), Assert.Single(_presence.At(RuntimeLimits.HeardMsMax + 1_000)));
        Assert.Empty(_presence.At(RuntimeLimits.HeardMsMax + 1_001));
    }
}
