using Wattline.Firmware.Kiosks;

namespace Wattline.Firmware.Ports;

/// <summary>Who pays here: the cloud while it answers, else the list that was kept of it.</summary>
public interface ICustomerDirectory
{
    /// <summary>Begins to look a text up; an earlier question is forgotten.</summary>
    /// <param name="kind">As in <see cref="IIdentitySource.Kind"/>.</param>
    /// <param name="text">What was shown.</param>
    /// <param name="now">Milliseconds since this start of the device.</param>
    void Ask(int kind, string text, long now);

    /// <summary>The answer, once; null while there is none.</summary>
    CustomerAnswer Take(long now);

    /// <summary>True for the card or code of a collector, who may open the kiosk.</summary>
    bool IsCollector(int kind, string text);
}
