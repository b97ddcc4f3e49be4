using Wattline.Firmware.Kiosks;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

/// <summary>A kiosk on its bench: the machine, its validator, its journal and its customer, on one clock.</summary>
internal sealed class KioskBench
{
    private const int TickMs = 10;

    public KioskBench() => Machine = NewMachine();

    public FakeValidator Validator { get; } = new();

    public FakeJournal Journal { get; } = new();

    public FakeEntry Entry { get; } = new();

    public KioskMachine Machine { get; private set; }

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
        Machine = NewMachine();
    }

    public void ToIdle() => Assert.True(RunUntil(() => Machine.State == KioskState.Idle), $"stuck in state {Machine.State}");

    public void Open(string account = "ACC-1")
    {
        ToIdle();
        Entry.Account = account;
        Assert.True(RunUntil(() => Validator.Enabled && Machine.State == KioskState.Active), "no session opened");
    }

    public void Close()
    {
        Entry.Finish = true;
        Run(1);
        ToIdle();
    }

    /// <summary>The records as text: type:note:account:value.</summary>
    public string Story => string.Join(' ', Journal.Durable.Select(record => $"{record.Type}:{record.Note}:{record.Account ?? "-"}:{record.Value}"));

    private KioskMachine NewMachine() => new("K1", 0, Validator, Entry, Journal);
}
