using Wattline.Firmware.Kiosks;
using Wattline.Firmware.Ports;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

/// <summary>The customer at the kiosk, who says yes to their own name, and the directory that knows everybody.</summary>
internal sealed class FakeEntry : IIdentitySource, IKioskKeys, IKioskDisplay, ICustomerDirectory
{
    private string? _asked;

    public string? Account { get; set; }

    public int Kind { get; set; }

    public bool Finish { get; set; }

    public bool Cancel { get; set; }

    /// <summary>What the customer does at the masked name.</summary>
    public bool SaysYes { get; set; } = true;

    /// <summary>A key beside these, once.</summary>
    public int Key { get; set; }

    public long Amount { get; set; } = -1;

    public string? Slip { get; set; }

    /// <summary>The answer to whatever is asked; null for a directory that does not answer.</summary>
    public Func<string, CustomerAnswer?> Answer { get; set; } = account => new CustomerAnswer
    {
        IsKnown = true,
        Account = account,
        Masked = "A***",
        Currency = "EUR",
        IsOnline = true,
        ValueMax = long.MaxValue,
    };

    public HashSet<string> Collectors { get; } = [];

    public List<int> Screens { get; } = [];

    public string? Take()
    {
        var account = Account;
        Account = null;
        return account;
    }

    int IKioskKeys.Take()
    {
        var key = Key != KioskKey.None ? Key
            : Screens.Count > 0 && Screens[^1] is KioskScreen.Confirm or KioskScreen.ConfirmPressButton or KioskScreen.ConfirmIsClosed && SaysYes ? KioskKey.Yes
            : Cancel ? KioskKey.Cancel : Finish ? KioskKey.Finish : KioskKey.None;
        Key = KioskKey.None;
        Cancel &= key != KioskKey.Cancel;
        Finish &= key != KioskKey.Finish;
        return key;
    }

    public long TakeAmount()
    {
        var amount = Amount;
        Amount = -1;
        return amount;
    }

    public string? TakeSlip()
    {
        var slip = Slip;
        Slip = null;
        return slip;
    }

    public void Show(int screen, string name, long balance, long arrears, string currency) => Screens.Add(screen);

    public void Ask(int kind, string text, long now) => _asked = text;

    CustomerAnswer? ICustomerDirectory.Take(long now)
    {
        var answer = _asked is null ? null : Answer(_asked);
        _asked = answer is null ? _asked : null;
        return answer;
    }

    public bool IsCollector(int kind, string text) => Collectors.Contains(text);
}
