namespace Wattline.Firmware.Kiosks;

/// <summary>First byte of a reply (ITL GA138, "Generic Commands and Responses").</summary>
public static class SspReply
{
    /// <summary>Done; data follow.</summary>
    public const int Ok = 0xF0;

    /// <summary>Replies are F0 and above: what is below is a command, heard on a line that echoes.</summary>
    public const int First = 0xF0;
}
