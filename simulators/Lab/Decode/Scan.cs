using Wattline.Firmware.Meters.Exchange;

namespace Wattline.Simulators.Lab.Decode;

/// <summary>Firmware's scanner over bytes that are all there.</summary>
internal static class Scan
{
    /// <summary>Finds the first good frame; it stands in the scanner.</summary>
    public static bool First(FrameScanner scanner, byte[] bytes)
    {
        for (int fed = 0; fed < bytes.Length;)
        {
            fed += scanner.Feed(bytes, fed, bytes.Length - fed);
            if (scanner.TryRead())
            {
                return true;
            }
        }

        while (scanner.Pending)
        {
            scanner.Flush();
            if (scanner.TryRead())
            {
                return true;
            }
        }

        return false;
    }
}
