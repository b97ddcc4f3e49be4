namespace Wattline.Simulators.Lab.Decode.CcNet;

/// <summary>The words for CCNET's codes.</summary>
internal static class CcNetNames
{
    public static string? Command(byte code, int length) => (code, length) switch
    {
        (0x00, 1) => "ACK",
        (0xFF, 1) => "NAK",
        (0x30, 1) => "RESET",
        (0x31, 1) => "GET_STATUS",
        (0x32, 4) => "SET_SECURITY",
        (0x33, 1) => "POLL",
        (0x34, 7) => "ENABLE_BILL_TYPES",
        (0x35, 1) => "STACK",
        (0x36, 1) => "RETURN",
        (0x37, 1) => "IDENTIFICATION",
        (0x38, 1) => "HOLD",
        (0x39, 3) => "SET_BARCODE_PARAMETERS",
        (0x3A, 1) => "EXTRACT_BARCODE",
        (0x41, 1) => "GET_BILL_TABLE",
        (0x51, 1) => "GET_CRC32_OF_THE_CODE",
        (0x60, 1) => "REQUEST_STATISTICS",
        _ => null,
    };

    public static string? State(byte code, int length) => (code, length) switch
    {
        (0x00, 1) => "ACK",
        (0xFF, 1) => "NAK",
        (0x10, 1) => "POWER_UP",
        (0x11, 1) => "POWER_UP_WITH_BILL_IN_VALIDATOR",
        (0x12, 1) => "POWER_UP_WITH_BILL_IN_STACKER",
        (0x13, 1) => "INITIALIZE",
        (0x14, 1) => "IDLING",
        (0x15, 1) => "ACCEPTING",
        (0x17, 1) => "STACKING",
        (0x18, 1) => "RETURNING",
        (0x19, 1) => "UNIT_DISABLED",
        (0x1A, 1) => "HOLDING",
        (0x1B, 2) => "DEVICE_BUSY",
        (0x1C, 2) => "REJECTING",
        (0x30, 1) => "ILLEGAL_COMMAND",
        (0x41, 1) => "DROP_CASSETTE_FULL",
        (0x42, 1) => "DROP_CASSETTE_OUT_OF_POSITION",
        (0x43, 1) => "VALIDATOR_JAMMED",
        (0x44, 1) => "DROP_CASSETTE_JAMMED",
        (0x45, 1) => "CHEATED",
        (0x46, 1) => "PAUSE",
        (0x47, 2) => "FAILURE",
        (0x80, 2) => "ESCROW_POSITION",
        (0x81, 2) => "BILL_STACKED",
        (0x82, 2) => "BILL_RETURNED",
        _ => null,
    };
}
