using Wattline.Firmware.Ports;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

/// <summary>The customer at the keypad.</summary>
internal sealed class FakeEntry : IAccountEntry
{
    public string? Account { get; set; }

    public bool Finish { get; set; }

    public bool Cancel { get; set; }

    public string? Take()
    {
        var account = Account;
        Account = null;
        return account;
    }

    public bool TakeFinish()
    {
        var finish = Finish;
        Finish = false;
        return finish;
    }

    public bool TakeCancel()
    {
        var cancel = Cancel;
        Cancel = false;
        return cancel;
    }
}
