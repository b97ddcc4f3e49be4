using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

internal static class Steps
{
    /// <summary>Everything the endpoint sent since the last look.</summary>
    public static string[] Got(this MemoryTransport client) => [.. Packet.Read(client.Take())];

    public static void AssertClosed(this MemoryTransport client, CloseReason reason)
    {
        Assert.True(client.IsClosed);
        Assert.Equal(reason, client.Connection.Reason);
    }
}
