namespace Wattline.Simulators.Lab.Decode.Ssp;

/// <summary>The words of the SSP manual (ITL GA138) for codes on the wire.</summary>
internal static class SspNames
{
    public static string Command(byte code) => code switch
    {
        0x01 => "RESET",
        0x02 => "SET_INHIBITS",
        0x03 => "DISPLAY_ON",
        0x04 => "DISPLAY_OFF",
        0x05 => "SETUP_REQUEST",
        0x06 => "HOST_PROTOCOL_VERSION",
        0x07 => "POLL",
        0x08 => "REJECT",
        0x09 => "DISABLE",
        0x0A => "ENABLE",
        0x0C => "GET_SERIAL",
        0x0D => "UNIT_DATA",
        0x0E => "CHANNEL_VALUE",
        0x0F => "CHANNEL_SECURITY",
        0x11 => "SYNC",
        0x17 => "LAST_REJECT_CODE",
        0x18 => "HOLD",
        0x20 => "GET_FIRMWARE_VERSION",
        0x21 => "GET_DATASET_VERSION",
        0x4A => "SET_GENERATOR",
        0x4B => "SET_MODULUS",
        0x4C => "REQUEST_KEY_EXCHANGE",
        0x4D => "SET_BAUD",
        0x54 => "CONFIGURE_BEZEL",
        0x56 => "POLL_WITH_ACK",
        0x57 => "EVENT_ACK",
        0x58 => "GET_COUNTERS",
        0x59 => "RESET_COUNTERS",
        _ => "UNKNOWN",
    };

    public static string Reply(byte code) => code switch
    {
        0xF0 => "OK",
        0xF2 => "COMMAND_NOT_KNOWN",
        0xF3 => "WRONG_NUMBER_OF_PARAMETERS",
        0xF4 => "PARAMETER_OUT_OF_RANGE",
        0xF5 => "COMMAND_CANNOT_BE_PROCESSED",
        0xF6 => "SOFTWARE_ERROR",
        0xF8 => "FAIL",
        0xFA => "KEY_NOT_SET",
        _ => "UNKNOWN",
    };

    /// <summary>A poll's event and whether a channel follows it; null if unknown.</summary>
    public static (string Name, bool HasChannel)? Event(byte code) => code switch
    {
        0xB5 => ("CHANNEL_DISABLE", false),
        0xB6 => ("INITIALISING", false),
        0xCC => ("STACKING", false),
        0xE0 => ("NOTE_PATH_OPEN", false),
        0xE1 => ("NOTE_CLEARED_FROM_FRONT", true),
        0xE2 => ("NOTE_CLEARED_INTO_CASHBOX", true),
        0xE3 => ("CASHBOX_REMOVED", false),
        0xE4 => ("CASHBOX_REPLACED", false),
        0xE6 => ("FRAUD_ATTEMPT", true),
        0xE7 => ("STACKER_FULL", false),
        0xE8 => ("DISABLED", false),
        0xE9 => ("UNSAFE_JAM", false),
        0xEA => ("SAFE_JAM", false),
        0xEB => ("STACKED", false),
        0xEC => ("REJECTED", false),
        0xED => ("REJECTING", false),
        0xEE => ("NOTE_CREDIT", true),
        0xEF => ("READ", true),
        0xF1 => ("SLAVE_RESET", false),
        _ => null,
    };

    /// <summary>Why the last note was rejected; null if unknown.</summary>
    public static string? RejectCode(byte code) => code switch
    {
        0x00 => "NOTE_ACCEPTED",
        0x01 => "LENGTH",
        0x06 => "CHANNEL_INHIBITED",
        0x07 => "SECOND_NOTE_INSERTED",
        0x08 => "REJECT_BY_HOST",
        0x0B => "TOO_LONG",
        0x0D => "MECHANISM_SLOW",
        0x0E => "STRIMMING_ATTEMPT",
        0x0F => "FRAUD_CHANNEL_REJECT",
        0x10 => "NO_NOTES_INSERTED",
        0x11 => "PEAK_DETECT_FAIL",
        0x12 => "TWISTED_NOTE",
        0x13 => "ESCROW_TIME_OUT",
        0x14 => "BAR_CODE_SCAN_FAIL",
        0x15 => "NO_CAM_ACTIVATE",
        0x16 => "SLOT_FAIL_1",
        0x17 => "SLOT_FAIL_2",
        0x18 => "LENS_OVERSAMPLE",
        0x19 => "WIDTH_DETECTION_FAIL",
        0x1A => "SHORT_NOTE_DETECT",
        0x1B => "NOTE_PAYOUT",
        0x1C => "UNABLE_TO_STACK_NOTE",
        _ => null,
    };
}
