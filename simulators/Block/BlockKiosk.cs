using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Wattline.Firmware.Kiosks;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;
using Wattline.Simulators.Kiosks;
using Wattline.Simulators.Kiosks.CcNet;
using Wattline.Simulators.Kiosks.CcTalk;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Block;

/// <summary>A kiosk in the lobby: what takes money on a serial line of the concentrator, a keypad, a printer, and its customers.</summary>
public sealed class BlockKiosk
{
    /// <summary>Customers of a concentrator's kiosks: as many as its list has room for.</summary>
    public const int AccountsMax = 100;

    /// <summary>SSP (GA138): 9600 baud, no parity, two stop bits; the others, and the printer, have one.</summary>
    private static readonly SerialSetting _ssp = new(9600, Parity.None, 2), _other = new(9600, Parity.None, 1);

    private readonly ResidentialBlock _block;
    private readonly int _seed;
    private readonly LineAdapter _adapter;
    private readonly LineAdapter _printerAdapter;
    private readonly KioskPanel _panel;
    private readonly Action _wake;
    private ClockEvent? _next;

    internal BlockKiosk(ResidentialBlock block, string name, string concentrator, int seed, KioskKind kind, IReadOnlyList<string> accounts, Action wake)
    {
        _block = block;
        _seed = seed;
        _wake = wake;
        Name = name;
        Concentrator = concentrator;
        Kind = kind;
        Acceptors = kind switch
        {
            KioskKind.CcTalk => [Bills(block.Options.Validator, seed), Coins(block.Options.Validator, seed)],
            KioskKind.CcNet => [CcNet(block.Options.Validator, seed)],
            _ => [new SspValidator(block.Options.Validator with { Seed = seed, DemandsEncryption = kind == KioskKind.EncryptedSsp })],
        };
        Customers = new Customers(new CustomerSettings
        {
            Seed = seed,
            PerDay = block.Options.CustomersADay,
            Accounts = accounts,
        }, Acceptors[0], Acceptors.Count > 1 ? Acceptors[1] : null);
        var link = ResidentialBlock.LinkName(concentrator);
        _panel = new KioskPanel(Customers, () => !block.Faults.Of(link, block.Clock.NowMicros, block.Clock.NowMicros + 1).Any());
        var setting = kind is KioskKind.Ssp or KioskKind.EncryptedSsp ? _ssp : _other;
        var line = new Rs485Line(block.Clock, seed);
        // One wire for both directions: the host hears itself.
        line.Faults.Echo = kind == KioskKind.CcTalk;
        _adapter = new LineAdapter(line, setting, wake);
        foreach (var acceptor in Acceptors)
        {
            LinePort port = null!;
            port = line.Attach($"{name}/{acceptor.GetType().Name}", setting, (bytes, nowMicros) =>
            {
                if (acceptor.Hear(bytes, nowMicros) is { } answer)
                    port.SendAfter(answer.DelayMicros, answer.Bytes.Span);
                Schedule();
            });
        }
        var paper = new Rs485Line(block.Clock, seed + 1);
        _printerAdapter = new LineAdapter(paper, _other, wake);
        LinePort printer = null!;
        printer = paper.Attach($"{name}/printer", _other, (bytes, _) =>
        {
            if (Printer.Hear(bytes) is { Length: > 0 } answer)
                printer.SendAfter(2_000, answer);
        });
        block.Faults.Drive(block.Clock, name, Suffer);
        Schedule();
    }

    /// <summary>The kiosk's name.</summary>
    public string Name { get; }

    /// <summary>The concentrator that it is wired to.</summary>
    public string Concentrator { get; }

    /// <summary>What takes money in it.</summary>
    public KioskKind Kind { get; }

    /// <summary>The devices, which count for themselves.</summary>
    public IReadOnlyList<ICashAcceptor> Acceptors { get; }

    /// <summary>The receipt printer.</summary>
    public ReceiptPrinter Printer { get; } = new();

    /// <summary>The people.</summary>
    public Customers Customers { get; }

    /// <summary>The kiosk's door: true while it is open.</summary>
    public bool DoorIsOpen { get; set; }

    /// <summary>The cash box: true while it is out.</summary>
    public bool BoxIsOut { get; set; }

    /// <summary>The firmware's part while the concentrator runs.</summary>
    public KioskMachine? Machine { get; private set; }

    /// <summary>The firmware's directory of customers while the concentrator runs; null where the block itself answers.</summary>
    public CustomerDirectory? Directory { get; private set; }

    /// <summary>The screen on which the summoned customer was asked for a yes; -1: not yet.</summary>
    public int Confirmation => _panel.Confirmation;

    /// <summary>Fen in the box by the devices' own count.</summary>
    public long BoxValue => Acceptors.Sum(acceptor => acceptor.BoxValue);

    /// <summary>True while no piece is on its way.</summary>
    public bool IsQuiet => Acceptors.All(acceptor => acceptor.Notes.All(note => note.Fate != NoteFate.InMachine));

    /// <summary>True when the kiosk serves a customer, or would serve the next: nothing holds up the machine or its devices.</summary>
    public bool IsAlive => Machine is { } machine && (machine.State == SessionState.Idle || machine.InSession)
        && Acceptors.All(acceptor => acceptor is { HasPower: true, AwaitsAcknowledgement: false });

    /// <summary>The key of a kiosk's chain of records.</summary>
    public static byte[] KeyOf(string kiosk) => SHA256.HashData(Encoding.ASCII.GetBytes($"key of {kiosk}"));

    /// <summary>A customer comes as soon as it can: to pay at least so much, or only to look.</summary>
    /// <param name="account">Who.</param>
    /// <param name="value">Minor units; 0 to look.</param>
    public void Summon(string account, long value)
    {
        _panel.Confirmation = -1;
        Customers.Summon(account, value, _block.Clock.NowMicros);
        Schedule();
    }

    internal KioskMachine Boot(int index, IJournal journal, IWallClock clock)
    {
        var ledger = new KioskLedger(Name, index, journal, KeyOf(Name));
        var bus = Kind == KioskKind.CcTalk ? new CcTalkBus(_adapter, hasCrc: false) : null;
        ICashDevice[] devices = Kind switch
        {
            KioskKind.CcTalk => [new CcTalkBills(Firmware.Kiosks.KioskLimits.NoteDevice, CcTalkLimits.BillAddress, bus, ledger),
                new CcTalkCoins(Firmware.Kiosks.KioskLimits.CoinDevice, CcTalkLimits.CoinAddress, bus, ledger)],
            KioskKind.CcNet => [new CcNetDevice(Firmware.Kiosks.KioskLimits.NoteDevice, _adapter, ledger)],
            KioskKind.EncryptedSsp => [new SspDevice(Firmware.Kiosks.KioskLimits.NoteDevice, _adapter, ledger,
                new SspEncryption(new DotNetCipher(), new SeededEntropy(_seed), SspEncryption.DefaultKey))],
            _ => [new SspDevice(Firmware.Kiosks.KioskLimits.NoteDevice, _adapter, ledger, null)],
        };
        Directory = _block.Options.KiosksAskCloud ? new CustomerDirectory(Name, journal, clock, ledger) : null;
        var parts = new KioskParts
        {
            Sources = [_panel],
            Keys = _panel,
            Directory = Directory ?? (ICustomerDirectory)_panel,
            Display = _panel,
            Printer = new EscPosPrinter(_printerAdapter),
            Door = new Contact(() => DoorIsOpen),
            Box = new Contact(() => BoxIsOut),
        };
        return Machine = new KioskMachine(Name, ledger, devices, parts, journal, clock);
    }

    internal void Cut()
    {
        (Machine, Directory) = (null, null);
        _adapter.Reset();
        _printerAdapter.Reset();
    }

    private static BillValidator Bills(ValidatorSettings like, int seed) => new(new CcTalkSettings
    {
        Address = CcTalkLimits.BillAddress,
        Seed = seed,
        Values = [.. like.Channels.Select(yuan => yuan * 100)],
        JamsPerMillion = like.JamsPerMillion,
        MisreadsPerMillion = like.MisreadsPerMillion,
    });

    private static CoinAcceptor Coins(ValidatorSettings like, int seed) => new(new CcTalkSettings
    {
        Address = CcTalkLimits.CoinAddress,
        Seed = seed + 1,
        Values = [10, 50, 100],
        MisreadsPerMillion = like.MisreadsPerMillion,
    });

    private static CcNetValidator CcNet(ValidatorSettings like, int seed) => new(new CcNetSettings
    {
        Seed = seed,
        Values = like.Channels,
        JamsPerMillion = like.JamsPerMillion,
        MisreadsPerMillion = like.MisreadsPerMillion,
    });

    private void Suffer(Fault fault, bool isOn)
    {
        switch (fault.Kind)
        {
            case FaultKind.Crash:
                foreach (var acceptor in Acceptors)
                {
                    if (isOn)
                        acceptor.PowerCut(_block.Clock.NowMicros);
                    else
                        acceptor.PowerUp(_block.Clock.NowMicros);
                }
                break;
            case FaultKind.PaperOut:
                Printer.IsOutOfPaper = isOn;
                Printer.Lies = isOn && fault.Magnitude % 2 == 1;
                break;
            case FaultKind.DoorOpen:
                DoorIsOpen = isOn;
                _wake();
                break;
            default:
                return;
        }
        Schedule();
    }

    private void Step()
    {
        var now = _block.Clock.NowMicros;
        foreach (var acceptor in Acceptors)
            acceptor.Step(now);
        if (now < _block.Options.CustomersUntilMicros)
            Customers.Step(now);
        if (_panel.IsWaiting)
            _wake();
        Schedule();
    }

    private void Schedule()
    {
        var people = Customers.NextWakeMicros < _block.Options.CustomersUntilMicros ? Customers.NextWakeMicros : long.MaxValue;
        var at = Acceptors.Aggregate(people, (soonest, acceptor) => Math.Min(soonest, acceptor.NextWakeMicros));
        if (at == long.MaxValue)
            return;
        at = Math.Max(at, _block.Clock.NowMicros + 1);
        if (_next is { IsPending: true } next)
        {
            if (next.AtMicros <= at)
                return;
            next.Cancel();
        }
        _next = _block.Clock.At(at, Step);
    }

    private sealed class Contact(Func<bool> isOpen) : IDoorSwitch
    {
        public bool IsOpen => isOpen();
    }
}
