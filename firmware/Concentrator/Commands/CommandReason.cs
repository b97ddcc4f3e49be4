namespace Wattline.Firmware.Commands;

/// <summary>Why a command was refused, expired or failed (docs/uplink.md).</summary>
public static class CommandReason
{
    public const int None = 0;

    /// <summary>Its bytes are not what the contract says.</summary>
    public const int Malformed = 1;

    /// <summary>The device has no key of this number.</summary>
    public const int Key = 2;

    /// <summary>The code is not made by the device's key over these bytes.</summary>
    public const int Signature = 3;

    /// <summary>It is for another concentrator.</summary>
    public const int NotThis = 4;

    /// <summary>The firmware does not know its type.</summary>
    public const int UnknownType = 5;

    /// <summary>A wildcard, the broadcast address, or no address at all.</summary>
    public const int Wildcard = 6;

    /// <summary>The device has no such line, or the protocol is none that it speaks.</summary>
    public const int Line = 7;

    /// <summary>A higher decision was taken for this meter.</summary>
    public const int LowerDecision = 8;

    /// <summary>Another command was taken under this decision.</summary>
    public const int OtherCommand = 9;

    /// <summary>Its time is over.</summary>
    public const int Expired = 10;

    /// <summary>Its time is further away than any command's may be.</summary>
    public const int TooFar = 11;

    /// <summary>The clock is not valid: whether its time is over is not known.</summary>
    public const int NoClock = 12;

    /// <summary>So many are under way, or so many meters have had commands, that there is no room.</summary>
    public const int Busy = 13;

    /// <summary>A frame that does not only read, without release; or one that no command may carry.</summary>
    public const int NotReleased = 14;

    /// <summary>The firmware or the board cannot do this.</summary>
    public const int NotSupported = 15;

    /// <summary>The meter keeps power, whatever comes.</summary>
    public const int KeepPower = 16;

    /// <summary>The meter said no; its error byte is in the facts.</summary>
    public const int MeterRefused = 17;

    /// <summary>The meter does not accept the password.</summary>
    public const int Password = 18;

    /// <summary>The meter gave no answer.</summary>
    public const int Silent = 19;

    /// <summary>Answers came, none of them whole.</summary>
    public const int Noise = 20;

    /// <summary>The meter's state is not what was ordered, after all patience.</summary>
    public const int NotObeyed = 21;

    /// <summary>The relay says open, and current flows.</summary>
    public const int Bypass = 22;

    /// <summary>The relay says closed, and there is no voltage behind it.</summary>
    public const int NoVoltage = 23;

    /// <summary>The device was restarted before it was done.</summary>
    public const int Restarted = 24;

    /// <summary>A newer decision for the meter came before it was done.</summary>
    public const int Superseded = 25;

    /// <summary>The plan was refused; the event says why.</summary>
    public const int Plan = 26;

    /// <summary>How many there are.</summary>
    public const int Count = 27;

    private static readonly string[] _names =
    {
        null, "malformed", "key", "signature", "not_this", "unknown_type", "wildcard", "line", "lower_decision",
        "other_command", "expired", "too_far", "no_clock", "busy", "not_released", "not_supported", "keep_power",
        "meter_refused", "password", "silent", "noise", "not_obeyed", "bypass", "no_voltage", "restarted",
        "superseded", "plan",
    };

    /// <summary>The reason's name; null for none.</summary>
    public static string NameOf(int reason) => _names[reason];
}
