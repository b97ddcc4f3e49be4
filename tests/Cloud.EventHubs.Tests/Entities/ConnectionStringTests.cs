using Wattline.Cloud.EventHubs.Client;

namespace Wattline.Tests.Cloud.EventHubs.Entities;

public sealed class ConnectionStringTests
{
    [Fact]
    public void The_portals_string_is_taken_apart()
    {
        Assert.Equal(ConnectionStringFault.None, ConnectionString.TryParse("Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=abc+/=;EntityPath=readings", out var parsed));
        Assert.Equal("ns.servicebus.windows.net", parsed.Host);
        Assert.Equal(5671, parsed.Port);
        Assert.Equal("abc+/=", parsed.Key);
        Assert.Equal("readings", parsed.Hub);
        Assert.False(parsed.IsEmulator);
        Assert.DoesNotContain("abc", parsed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_emulators_string_means_plain_tcp()
    {
        Assert.Equal(ConnectionStringFault.None, ConnectionString.TryParse("Endpoint=sb://localhost;SharedAccessKeyName=k;SharedAccessKey=v;UseDevelopmentEmulator=true;", out var parsed));
        Assert.Equal(5672, parsed.Port);
        Assert.True(parsed.IsEmulator);
        Assert.Equal(ConnectionStringFault.None, ConnectionString.TryParse("Endpoint=sb://localhost:7000;UseDevelopmentEmulator=true", out parsed));
        Assert.Equal(7000, parsed.Port);
    }

    [Theory]
    [InlineData(null, ConnectionStringFault.Empty)]
    [InlineData("  ", ConnectionStringFault.Empty)]
    [InlineData("nonsense", ConnectionStringFault.MalformedPart)]
    [InlineData("Endpoint=", ConnectionStringFault.MalformedPart)]
    [InlineData("Endpoint=sb://a;endpoint=sb://b", ConnectionStringFault.DuplicatePart)]
    [InlineData("Endpoint=sb://a;SharedAccesKey=x", ConnectionStringFault.UnknownPart)]
    [InlineData("SharedAccessKeyName=k;SharedAccessKey=v", ConnectionStringFault.EndpointMissing)]
    [InlineData("Endpoint=host.only", ConnectionStringFault.EndpointInvalid)]
    [InlineData("Endpoint=ftp://host", ConnectionStringFault.EndpointInvalid)]
    [InlineData("Endpoint=sb://a;SharedAccessSignature=s;SharedAccessKeyName=k", ConnectionStringFault.KeyAndSignature)]
    [InlineData("Endpoint=sb://a;SharedAccessKey=v", ConnectionStringFault.KeyNameMissing)]
    [InlineData("Endpoint=sb://a;SharedAccessKeyName=k", ConnectionStringFault.KeyMissing)]
    [InlineData("Endpoint=sb://a;UseDevelopmentEmulator=perhaps", ConnectionStringFault.EmulatorInvalid)]
    public void What_is_wrong_is_named(string? text, ConnectionStringFault fault) => Assert.Equal(fault, ConnectionString.TryParse(text, out _));
}
