namespace Wattline.Firmware.Boards.Esp32;

/// <summary>
/// What is wired where: an ESP32 with PSRAM (WROVER), whose pins 6 to 11, 16 and 17 belong to its memories, and whose
/// UART 1 (COM1) belongs to the debugger. Change the board, change this file.
/// </summary>
public static class Pins
{
    /// <summary>RS-485 line of the meters: UART 2.</summary>
    public const string MeterPort = "COM2";

    /// <summary>Data to the transceiver.</summary>
    public const int MeterTx = 19;

    /// <summary>Data from the transceiver.</summary>
    public const int MeterRx = 18;

    /// <summary>The transceiver's driver-enable: the UART raises it as RTS while it sends.</summary>
    public const int MeterDriverEnable = 5;

    /// <summary>Note validator of the kiosk: UART 3, TTL levels.</summary>
    public const string ValidatorPort = "COM3";

    /// <summary>Data to the validator.</summary>
    public const int ValidatorTx = 21;

    /// <summary>Data from the validator.</summary>
    public const int ValidatorRx = 22;

    /// <summary>Status LED, lit when high.</summary>
    public const int StatusLed = 2;

    /// <summary>Door switch to ground: open contact, open door.</summary>
    public const int Door = 4;

    /// <summary>Input of the external watchdog: it resets the board 1.6 s after the last edge.</summary>
    public const int Watchdog = 23;

    /// <summary>An input that is connected to nothing: its noise goes into the entropy.</summary>
    public const int Floating = 36;

    /// <summary>SD card on SPI bus 1: data to the card.</summary>
    public const int CardData = 13;

    /// <summary>Data from the card.</summary>
    public const int CardAnswer = 39;

    /// <summary>Clock of the card.</summary>
    public const int CardClock = 14;

    /// <summary>Select of the card.</summary>
    public const int CardSelect = 15;

    /// <summary>Columns of the keypad, driven.</summary>
    public static readonly int[] KeypadColumns = new int[] { 25, 26, 27 };

    /// <summary>Rows of the keypad, read with the board's pull-up resistors (34 and 35 have none of their own).</summary>
    public static readonly int[] KeypadRows = new int[] { 32, 33, 34, 35 };
}
