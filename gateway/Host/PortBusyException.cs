using System.Net;
using Wattline.Gateway.Host.Settings;

namespace Wattline.Gateway.Host;

/// <summary>A port that another program has: says which setting chooses another.</summary>
public sealed class PortBusyException : IOException
{
    internal PortBusyException(GatewaySettings settings, IOException busy)
        : base(Advice(settings, busy.Message), busy)
    {
    }

    private static string Advice(GatewaySettings settings, string fault)
    {
        // The server tells the address only within its text.
        var (setting, address, port) = settings.Ports().FirstOrDefault(entry => fault.Contains($"{new IPEndPoint(entry.Address, entry.Port)}:", StringComparison.Ordinal));
        return setting is null ? fault : $"{setting}: port {port} of {address} is in use by another program; choose another with --{setting}=PORT, or a free one with --{setting}=0.";
    }
}
