namespace Wattline.Tests.Shared;

/// <summary>The machine's own clock, for certificates that real handshakes are to judge and for sockets.</summary>
public static class MachineTime
{
#pragma warning disable RS0030 // Tests have no host that would hand it in.
    public static TimeProvider Clock => TimeProvider.System;
#pragma warning restore RS0030
}
