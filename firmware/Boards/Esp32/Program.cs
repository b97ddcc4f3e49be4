using System;
using System.Threading;
using nanoFramework.Runtime.Native;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>The device's program.</summary>
public static class Program
{
    // Long enough to read the console, short against a slot.
    private const int RestartMs = 5000;

    /// <summary>Runs for ever. An exception that nobody caught would end the program silently: it is said, and the board restarts.</summary>
    public static void Main()
    {
        try
        {
            new Board(BoardConfig.Load()).Run();
        }
        catch (Exception fault)
        {
            Console.WriteLine(fault.ToString());
            Thread.Sleep(RestartMs);
            Power.RebootDevice();
        }
    }
}
