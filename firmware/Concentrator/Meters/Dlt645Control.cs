namespace Wattline.Firmware.Meters;

/// <summary>The control codes of requests: DL/T 645-2007 clause 7, 645-1997 clause 6 where the name says so.</summary>
public static class Dlt645Control
{
    /// <summary>Authentication, keys and remote control of a security module; State Grid's extension.</summary>
    public const int Security = 0x03;

    /// <summary>Sets clocks, for all or for one; nobody answers.</summary>
    public const int BroadcastTime = 0x08;

    public const int Read = 0x11;
    public const int ReadFollowing = 0x12;
    public const int ReadAddress = 0x13;
    public const int Write = 0x14;
    public const int WriteAddress = 0x15;
    public const int Freeze = 0x16;
    public const int ChangeSpeed = 0x17;
    public const int ChangePassword = 0x18;
    public const int ResetDemand = 0x19;
    public const int ClearMeter = 0x1A;
    public const int ClearEvents = 0x1B;
    public const int Relay = 0x1C;

    public const int Read1997 = 0x01;
    public const int ReadFollowing1997 = 0x02;
    public const int ReadAgain1997 = 0x03;
    public const int Write1997 = 0x04;
    public const int WriteAddress1997 = 0x0A;
    public const int ChangeSpeed1997 = 0x0C;
    public const int ChangePassword1997 = 0x0F;
    public const int ResetDemand1997 = 0x10;
}
