using Wattline.Firmware.Kiosks;
using Wattline.Tests.Firmware.Concentrator.Storage;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

/// <summary>A kiosk on its bench: the machine, its validator, its journal and its customer, on one clock.</summary>
internal sealed class KioskBench
{
    private const int TickMs = 10;

    public KioskBench() => NewMachine();

    public FakeValidator Validator { get; } = new();

    public FakeJournal Journal { get; } = new();

    public FakeEntry Entry { get; } = new();

    public FakeClock Clock { get; } = new();

    public KioskMachine Machine { get; private set; } = null!;

    public SspDevice Device { get; private set; } = null!;

    /// <summary>What else the kiosk is built of; takes effect with the next start.</summary>
    public Action<KioskParts> Build { get; set; } = _ => { };

    public int Cuts { get; private set; }

    public long Now { get; private set; }

    /// <summary>Credited and suspended value in the journal.</summary>
    public long Journalled => Journal.Durable.Where(record => record.Type is MoneyType.Credited or MoneyType.Suspense).Sum(record => record.Value);

    /// <summary>Lets time pass; a power cut restarts the concentrator at once.</summary>
    public void Run(long milliseconds) => RunUntil(() => false, milliseconds);

    public bool RunUntil(Func<bool> reached, long milliseconds = 60_000)
    {
        for (var end = Now + milliseconds; Now < end; Now += TickMs)
        {
            Validator.Now = Now;
            try
            {
                Machine.Step(Now);
            }
            catch (PowerCut)
            {
                Cuts++;
                Restart();
            }
            if (reached())
            {
                return true;
            }
        }
        return false;
    }

    public void Restart()
    {
        Validator.ForgetOutput();
        Journal.Restart();
        NewMachine();
    }

    public void ToIdle() => Assert.True(RunUntil(() => Machine.State == SessionState.Idle), $"stuck in state {Machine.State}");

    public void Open(string account = "ACC-1")
    {
        ToIdle();
        Entry.Account = account;
        Assert.True(RunUntil(() => Validator.Enabled && Device.State == SspStep.Active), "no session opened");
    }

    public void Close()
    {
        Entry.Finish = true;
        Run(1);
        ToIdle();
    }

    /// <summary>The records as text: type:note:account:value.</summary>
    public string Story => string.Join(' ', Journal.Durable.Select(record => $"{record.Type}:{record.Note}:{record.Account ?? "-"}:{record.Value}"));

    private void NewMachine()
    {
        var ledger = new KioskLedger("K1", 0, Journal, new byte[KioskLimits.KeyBytes]);
        Device = new SspDevice(KioskLimits.NoteDevice, Validator, ledger, null);
        var parts = new KioskParts { Sources = [Entry], Keys = Entry, Directory = Entry, Display = Entry };
        Build(parts);
        Machine = new KioskMachine("K1", ledger, [Device], parts, Journal, Clock);
    }
}
