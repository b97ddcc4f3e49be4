using Wattline.Firmware.Kiosks;
using Wattline.Firmware.Ports;

namespace Wattline.Tests.World.Kiosks;

/// <summary>Keys, screen and directory of a kiosk under sweep: everybody is known, and says yes.</summary>
internal sealed class SweepPanel : IIdentitySource, IKioskKeys, IKioskDisplay, ICustomerDirectory
{
    private string? _asked;
    private int _screen;

    public string? Account { get; set; }

    public int Key { get; set; }

    public int Kind => 0;

    public string? Take()
    {
        var account = Account;
        Account = null;
        return account;
    }

    int IKioskKeys.Take()
    {
        var key = Key != 0 ? Key : _screen == KioskScreen.Confirm ? KioskKey.Yes : KioskKey.None;
        Key = 0;
        return key;
    }

    public long TakeAmount() => -1;

    public string? TakeSlip() => null;

    public void Show(int screen, string name, long balance, long arrears, string currency) => _screen = screen;

    public void Ask(int kind, string text, long now) => _asked = text;

    CustomerAnswer? ICustomerDirectory.Take(long now)
    {
        var account = _asked;
        _asked = null;
        return account is null ? null : new CustomerAnswer { IsKnown = true, Account = account, Masked = "A***", Currency = "CNY", ValueMax = 1_000_000 };
    }

    public bool IsCollector(int kind, string text) => false;
}
