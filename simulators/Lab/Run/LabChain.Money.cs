using System.Text.Json;
using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Arrears;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Portal.Settings;
using Wattline.Firmware.Storage;
using Wattline.Gateway.Domain;
using Wattline.Simulators.Block;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Lab.Run;

/// <summary>The lab's money: tenants with accounts, kiosks with their keys and lists, and what the ledger says in the end against what the devices counted.</summary>
internal sealed partial class LabChain
{
    private const string Currency = "CNY";

    /// <summary>Rows of one look into a statement: a tenant of a lab has fewer.</summary>
    private const int StatementRows = 10_000;

    /// <summary>Minor units that a lab's kiosk takes: its people come and go for weeks.</summary>
    private const long LabValueMax = 1_000_000_000;

    private readonly List<LabStory> _stories = [];
    private readonly List<LabClone> _clones = [];

    private IEnumerable<BlockMeter> Homes => Block.Concentrators
        .Where(concentrator => Block.Kiosks.Any(kiosk => kiosk.Concentrator == concentrator.Name))
        .SelectMany(concentrator => Block.Meters.Where(meter => meter.Concentrator == concentrator.Name).Take(BlockKiosk.AccountsMax));

    private Dictionary<string, string> KioskKeys => Block.Kiosks.ToDictionary(static kiosk => $"{kiosk.Concentrator}/{kiosk.Name}", static kiosk => Convert.ToHexString(BlockKiosk.KeyOf(kiosk.Name)));

    private static KioskSettings KioskLimits => new() { Currency = Currency, ValueMax = LabValueMax, OfflineValueMax = LabValueMax };

    /// <summary>Days of notice would outlast a lab.</summary>
    private static ArrearsSettings Arrears => new()
    {
        Grace = TimeSpan.Zero,
        Notice = TimeSpan.FromMinutes(2),
        Alarm = TimeSpan.FromMinutes(2),
        QuietFromHour = 0,
        QuietToHour = 0,
        QuietDays = "",
    };

    private bool MoneyIsIn => _clones.TrueForAll(static clone => clone.IsDone) && _portal!.Kiosks.TakeIn() == 0 && _portal.Kiosks.Held().Count == 0;

    /// <summary>True when every kiosk's concentrator keeps its list of customers.</summary>
    private bool ListsAreThere => Block.Kiosks.All(kiosk => _concentrators.Single(one => one.Device.Name == kiosk.Concentrator).Device.Journal?.GetState(StateKeys.Customers) is not null);

    private void OpenAccounts()
    {
        var now = Block.Clock.Time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var home in Homes)
        {
            _portal!.Ledger.Open(Customer(home));
            _portal.Points.Set(new SupplyPoint($"POD-{home.Id}", home.Id, Currency, BalanceAuthority.Ledger, "Asia/Shanghai"), "lab", "the lab");
            _portal.Points.MoveIn($"POD-{home.Id}", home.Account, now, "lab", "the lab");
        }
    }

    /// <summary>Begins the stories that were asked for, and lets the plan's copies and old flashes happen.</summary>
    public void ScheduleMoney()
    {
        foreach (var home in Homes.Where(static home => home.IsDlt645).Take(_options.Arrears))
            _stories.Add(new LabStory(Block, _portal!, home, Block.Kiosks.First(kiosk => kiosk.Concentrator == home.Concentrator)));
        foreach (var kiosk in Block.Kiosks)
            Block.Faults.Drive(Block.Clock, kiosk.Name, (fault, isOn) =>
            {
                if (isOn && fault.Kind == FaultKind.ClonedKiosk)
                    _clones.Add(new LabClone(kiosk.Name, Homes.First().Account, _clones.Count + 1, _mqttPort, _secrets.Passwords[LabSecrets.SpareDevice]));
            });
    }

    private LabMoney CountMoney()
    {
        var ledger = _portal!.LedgerSays;
        var credited = Homes.ToDictionary(static home => home.Account, home => ledger.Statement(Customer(home), limit: StatementRows)!.Lines
            .Where(static line => line.Code is TransferCode.KioskCash or TransferCode.SuspenseAssigned).Sum(static line => line.Amount), StringComparer.Ordinal);
        // What a copy forged was never in a box; it waits for a person, and is nobody's.
        var items = _portal.Suspense.List(limit: StatementRows).Where(static item => !item.Origin.StartsWith(LabSecrets.SpareDevice, StringComparison.Ordinal)).ToList();
        var all = _portal.Queries.Notes();
        var notes = all.Select(static note => new StoredNote(note.Kiosk, note.Note, note.State == MoneyType.Escrow, note.Endings, note.State == MoneyType.Suspense ? note.Value : null));
        var toldAgain = items.Where(item => _concentrators.TrueForAll(one => !item.Origin.StartsWith($"{one.Device.Name}/{one.FirstEpoch:x16}/", StringComparison.Ordinal))).Sum(static item => item.Amount);
        var quarantined = QuarantinedMoney();
        var judged = MoneyOracle.Judge(Block, credited, items.Sum(static item => item.Amount), notes, quarantined, toldAgain);
        var broken = new List<string>();
        if (!ledger.TrialBalance().IsBalanced)
            broken.Add("the ledger is not balanced");
        broken.AddRange(_stories.Where(static story => !story.IsDone).Select(static story => $"the story of {story.Account} ended at: {(story.Told.Count == 0 ? "nothing" : story.Told[^1])}"));
        broken.AddRange(_stories.Where(static story => story.Wrong is not null).Select(static story => $"the kiosk told {story.Account} {story.Wrong}"));
        return new LabMoney(judged, broken, all.Where(static note => note.State == MoneyType.Returned).Sum(static note => note.Value), _clones.Sum(static clone => clone.Forged),
            all.Count(static note => note.State == MoneyType.Credited) - _clones.Count, items.Count(static item => item.Amount == 0), quarantined);
    }

    /// <summary>What the cloud keeps in quarantine of kiosks' credits and suspense: an operator has its bytes, and an alarm.</summary>
    private long QuarantinedMoney()
    {
        var sum = 0L;
        foreach (var row in _portal!.Queries.Quarantine(StatementRows))
        {
            using var json = JsonDocument.Parse(row.Bytes);
            // Over HTTP an event has its attributes around the data.
            var data = json.RootElement.TryGetProperty("data", out var inner) ? inner : json.RootElement;
            if (data.TryGetProperty("kiosk", out _) && data.GetProperty("type").GetString() is "credited" or "suspense")
                sum += data.GetProperty("value").GetInt64();
        }

        return sum;
    }

    private static AccountKey Customer(BlockMeter home) => new(AccountKind.Customer, home.Account, Currency);

    private sealed record LabMoney(MoneyOracle Judged, IReadOnlyList<string> Broken, long Refunded, long Forged, int Payments, int Unknown, long Quarantined);
}
