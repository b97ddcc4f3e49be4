using System.Globalization;
using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Arrears;
using Wattline.Cloud.Portal;
using Wattline.Firmware.Kiosks;
using Wattline.Simulators.Block;
using Wattline.Simulators.Physics;
using RelayState = Wattline.Simulators.Meters.Relay.RelayState;

namespace Wattline.Simulators.Lab.Run;

/// <summary>
/// A customer in arrears, from the overdue bill to the voltage behind the meter. The lab does what people do (proves the notice, pays cash, presses
/// the button); rules, ledger, commands and meter do the rest. Each step is told with the simulated time since the one before.
/// </summary>
internal sealed class LabStory
{
    private const long BillMinor = 8_800;
    private const long FirstMicros = 60_000_000, TickMicros = 5_000_000;

    /// <summary>Who could not pay (the kiosk was down, the door open) comes again.</summary>
    private const long ComesAgainMicros = 600_000_000;

    private readonly ResidentialBlock _block;
    private readonly PortalProcess _portal;
    private readonly BlockMeter _home;
    private readonly BlockKiosk _kiosk;
    private readonly List<string> _told = [];
    private long _toldMicros;
    private long _cameMicros;
    private int _step;

    public LabStory(ResidentialBlock block, PortalProcess portal, BlockMeter home, BlockKiosk kiosk)
    {
        (_block, _portal, _home, _kiosk) = (block, portal, home, kiosk);
        block.Clock.At(FirstMicros, Look);
    }

    /// <summary>Whose story it is.</summary>
    public string Account => _home.Account;

    /// <summary>True when the meter has voltage again, by its own word.</summary>
    public bool IsDone { get; private set; }

    /// <summary>What the kiosk said that was not so.</summary>
    public string? Wrong { get; private set; }

    /// <summary>What has happened.</summary>
    public IReadOnlyList<string> Told => _told;

    private string Point => $"POD-{_home.Id}";

    private long Now => _block.Clock.NowMicros;

    private void Look()
    {
        if (_step > 0)
        {
            _portal.Arrears.Look(Point);
            _portal.Arrears.HandOn();
        }
        while (Act())
            _step++;
        if (!IsDone)
            _block.Clock.At(Now + TickMicros, Look);
    }

    /// <returns>True when a step is done.</returns>
    private bool Act()
    {
        var relay = _home.Device.StateAt(Now);
        switch (_step)
        {
            case 0:
                _portal.Customers.Charge(_home.Account, "CNY", $"lab-{_home.Id}", BillMinor, _block.Clock.Time.GetUtcNow().ToUnixTimeMilliseconds() - 1, who: "lab");
                return Tell("a bill of 88.00 is overdue");
            case 1:
                return Explained?.Facts.Stage == ArrearsStage.Warned && _portal.Points.ProveNotice(Point, "the lab's letter", "lab") == PointOutcome.Done && Tell("warned, and the notice proven");
            case 2:
                return Explained?.Facts.Stage is ArrearsStage.Alarmed or ArrearsStage.Tripped && Tell("the meter's alarm was asked for");
            case 3:
                return relay == RelayState.Open && Tell("the relay is open: tripped");
            case 4:
                return Comes(BillMinor + 10_000, $"pays cash at {_kiosk.Name}");
            case 5:
                return _portal.LedgerSays.Balance(new AccountKey(AccountKind.Customer, _home.Account, "CNY")) >= 0 ? Tell("the ledger has the cash: nothing is owed") : ComesAgain(BillMinor + 10_000);
            case 6:
                return relay == RelayState.Allowed && Explained?.Word == CustomerWord.AllowedPressButton && Tell($"the cloud says by the meter's word: {CustomerWord.AllowedPressButton.Text()}");
            case 7:
                return Comes(0, $"asks at {_kiosk.Name}");
            case 8:
                // Where the cloud is too far away for a kiosk's patience, it says nothing of the supply.
                return Shown(relay) is { } shown && Tell($"{_kiosk.Name} shows: {shown}");
            case 9:
                _home.Device.PressButton(Now);
                return Tell("presses the meter's button");
            case 10:
                IsDone = relay == RelayState.Closed && Explained is { Word: CustomerWord.Closed or CustomerWord.Nothing, Facts.Stage: ArrearsStage.Clear or ArrearsStage.Released };
                return IsDone && Tell("the meter says closed, with voltage");
            default:
                return false;
        }
    }

    private (ArrearsFacts Facts, ArrearsAction Action, ArrearsReason Reason, CustomerWord Word)? Explained => _portal.Arrears.Explain(Point);

    /// <summary>What the customer reads; null while it is not there.</summary>
    private string? Shown(RelayState relay)
    {
        var screen = _kiosk.Confirmation;
        if ((screen == KioskScreen.ConfirmIsClosed && relay != RelayState.Closed) || (screen == KioskScreen.ConfirmPressButton && relay != RelayState.Allowed))
            Wrong = string.Create(CultureInfo.InvariantCulture, $"screen {screen} while the relay is {relay}");
        return screen switch
        {
            KioskScreen.ConfirmPressButton => "allowed, press the meter's button",
            KioskScreen.ConfirmIsClosed => "closed",
            KioskScreen.Confirm => "the name alone, for the cloud did not answer in time",
            _ => Now - _cameMicros > ComesAgainMicros ? "nothing: it is out of service" : null,
        };
    }

    private bool Comes(long value, string what)
    {
        _cameMicros = Now;
        _kiosk.Summon(_home.Account, value);
        return Tell(what);
    }

    private bool ComesAgain(long value)
    {
        if (Now - _cameMicros < ComesAgainMicros)
            return false;
        _cameMicros = Now;
        _kiosk.Summon(_home.Account, value);
        return false;
    }

    private bool Tell(string what)
    {
        _told.Add(string.Create(CultureInfo.InvariantCulture, $"{VirtualClock.Start.AddMicroseconds(Now):HH:mm:ss} {_home.Account} {what} (+{(_told.Count == 0 ? 0 : Now - _toldMicros) / 1_000_000} s)"));
        _toldMicros = Now;
        return true;
    }
}
