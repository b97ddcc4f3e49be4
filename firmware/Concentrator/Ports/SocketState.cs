namespace Wattline.Firmware.Ports;

/// <summary>States of an <see cref="ISocketPort"/>.</summary>
public static class SocketState
{
    /// <summary>No connection: never made, refused, lost or closed. Unread input is gone.</summary>
    public const int Closed = 0;

    /// <summary>On its way.</summary>
    public const int Connecting = 1;

    /// <summary>Bytes may be read and written.</summary>
    public const int Open = 2;
}
