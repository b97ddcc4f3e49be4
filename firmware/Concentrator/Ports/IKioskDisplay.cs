namespace Wattline.Firmware.Ports;

/// <summary>What the customer sees. No call blocks; what is shown stands until the next call.</summary>
public interface IKioskDisplay
{
    /// <summary>Shows a screen.</summary>
    /// <param name="screen">One of <see cref="Kiosks.KioskScreen"/>.</param>
    /// <param name="name">The masked name or the account; empty for none.</param>
    /// <param name="balance">Minor units of balance, or of money taken so far.</param>
    /// <param name="arrears">Minor units that are owed.</param>
    /// <param name="currency">ISO 4217, or empty.</param>
    void Show(int screen, string name, long balance, long arrears, string currency);
}
