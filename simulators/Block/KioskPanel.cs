using Wattline.Firmware.Kiosks;
using Wattline.Firmware.Ports;
using Wattline.Simulators.Kiosks;

namespace Wattline.Simulators.Block;

/// <summary>Keypad and screen of a kiosk, and the directory behind it: what the customers of the block do with them.</summary>
internal sealed class KioskPanel(Customers customers, Func<bool> isOnline) : IIdentitySource, IKioskKeys, IKioskDisplay, ICustomerDirectory
{
    /// <summary>Minor units that a kiosk takes from one customer while the cloud is away.</summary>
    private const long OfflineValueMax = 100_000;

    // What people entered waits here: the firmware looks when it is stepped.
    private string? _account;
    private string? _asked;
    private bool _yes;
    private bool _finish;
    private bool _cancel;

    public int Kind => 0;

    /// <summary>How somebody was asked whether this is them, last; -1 since it was forgotten.</summary>
    public int Confirmation { get; set; } = -1;

    /// <summary>True when the firmware has something to look at.</summary>
    public bool IsWaiting
    {
        get
        {
            _account = customers.TakeAccount() ?? _account;
            _finish |= customers.TakeFinish();
            _cancel |= customers.TakeCancel();
            return _account is not null || _yes || _finish || _cancel;
        }
    }

    string? IIdentitySource.Take()
    {
        _ = IsWaiting;
        var account = _account;
        _account = null;
        return account;
    }

    int IKioskKeys.Take()
    {
        _ = IsWaiting;
        var key = _yes ? KioskKey.Yes : _cancel ? KioskKey.Cancel : _finish ? KioskKey.Finish : KioskKey.None;
        (_yes, _cancel, _finish) = (_yes && key != KioskKey.Yes, _cancel && key != KioskKey.Cancel, _finish && key != KioskKey.Finish);
        return key;
    }

    public long TakeAmount() => -1;

    public string? TakeSlip() => null;

    public void Show(int screen, string name, long balance, long arrears, string currency)
    {
        // Who sees the masked name says yes; what was pressed before belonged to nobody.
        _yes = screen is KioskScreen.Confirm or KioskScreen.ConfirmPressButton or KioskScreen.ConfirmIsClosed;
        if (_yes)
            Confirmation = screen;
        if (_yes || screen == KioskScreen.Welcome)
            (_finish, _cancel) = (false, false);
    }

    public void Ask(int kind, string text, long now) => _asked = text;

    CustomerAnswer? ICustomerDirectory.Take(long now)
    {
        if (_asked is not { } account)
            return null;
        _asked = null;
        var online = isOnline();
        return new CustomerAnswer
        {
            IsKnown = true,
            Account = account,
            Masked = account[..1] + "***",
            Currency = "CNY",
            IsOnline = online,
            ValueMax = online ? Firmware.Kiosks.KioskLimits.SessionValueMax : OfflineValueMax,
        };
    }

    public bool IsCollector(int kind, string text) => false;
}
