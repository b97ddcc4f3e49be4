namespace Wattline.Firmware.Kiosks;

/// <summary>Numbers of the receipt printer, each with its reason.</summary>
public static class PrinterLimits
{
    /// <summary>Bits a second: what small printers are set to by their makers; 8 data bits, no parity, 1 stop bit.</summary>
    public const int Baud = 9600;

    /// <summary>No parity.</summary>
    public const int Parity = 0;

    /// <summary>Stop bits.</summary>
    public const int StopBits = 1;

    /// <summary>One byte on the line at that speed, in microseconds.</summary>
    public const int ByteMicros = 1042;

    /// <summary>Bytes of one receipt: some 20 lines of 32 characters.</summary>
    public const int ReceiptBytesMax = 768;

    /// <summary>Answers are single bytes.</summary>
    public const int ReadBytes = 16;

    /// <summary>A state is answered at once, paper in 3 s: after this time the printer is away.</summary>
    public const int AnswerMs = 3000;
}
