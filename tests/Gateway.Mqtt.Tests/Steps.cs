using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

internal static class Steps
{
    /// <summary>Everything the endpoint sent since the last look.</summary>
    public static string[] Got(this MemoryTransport client) => [.. Packet.Read(client.Take())];

    /// <summary>The same of an MQTT 5 client.</summary>
    public static string[] Got5(this MemoryTransport client) => [.. Packet5.Read(client.Take())];

    /// <summary>The connection ended, and the client was told the reason code (two hex digits).</summary>
    public static void AssertClosed5(this MemoryTransport client, CloseReason reason, string code)
    {
        client.AssertClosed(reason);
        Assert.Equal($"disconnect {code} [1f={reason}]", client.Got5()[^1]);
    }

    public static void AssertClosed(this MemoryTransport client, CloseReason reason)
    {
        Assert.True(client.IsClosed);
        Assert.Equal(reason, client.Connection.Reason);
    }
}
