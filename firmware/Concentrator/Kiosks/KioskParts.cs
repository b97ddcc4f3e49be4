using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Kiosks;

/// <summary>What a kiosk is built of, beside its devices for money. What is null is not there.</summary>
public sealed class KioskParts
{
    /// <summary>Keypad, card reader, scanner.</summary>
    public IIdentitySource[] Sources { get; set; }

    /// <summary>The other keys.</summary>
    public IKioskKeys Keys { get; set; }

    /// <summary>Who pays here.</summary>
    public ICustomerDirectory Directory { get; set; }

    /// <summary>The screen, or null.</summary>
    public IKioskDisplay Display { get; set; }

    /// <summary>The receipt printer, or null.</summary>
    public EscPosPrinter Printer { get; set; }

    /// <summary>The kiosk's door, or null.</summary>
    public IDoorSwitch Door { get; set; }

    /// <summary>The cash box: open is out. Or null.</summary>
    public IDoorSwitch Box { get; set; }
}
