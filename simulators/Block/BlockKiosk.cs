using System.Globalization;
using Wattline.Firmware.Kiosks;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;
using Wattline.Simulators.Kiosks;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Block;

/// <summary>A kiosk in the lobby: a note validator on a serial line of the concentrator, a keypad, and its customers.</summary>
public sealed class BlockKiosk
{
    /// <summary>Accounts that people of the block pay for.</summary>
    private const int AccountsOfKiosk = 20;

    /// <summary>SSP (GA138): 9600 baud, no parity, two stop bits.</summary>
    private static readonly SerialSetting _ssp = new(9600, Parity.None, 2);

    private readonly ResidentialBlock _block;
    private readonly LineAdapter _adapter;
    private readonly Keypad _keypad;
    private readonly Action _wake;
    private ClockEvent? _next;

    internal BlockKiosk(ResidentialBlock block, string name, int seed, Action wake)
    {
        _block = block;
        _wake = wake;
        Name = name;
        Validator = new SspValidator(block.Options.Validator with { Seed = seed });
        Customers = new Customers(new CustomerSettings
        {
            Seed = seed,
            PerDay = block.Options.CustomersADay,
            Accounts = [.. Enumerable.Range(1, AccountsOfKiosk).Select(account => string.Create(CultureInfo.InvariantCulture, $"{name}-A{account:D3}"))],
        }, Validator);
        _keypad = new Keypad(Customers);
        var line = new Rs485Line(block.Clock, seed);
        _adapter = new LineAdapter(line, _ssp, wake);
        LinePort port = null!;
        port = line.Attach(name, _ssp, (bytes, nowMicros) =>
        {
            if (Validator.Hear(bytes, nowMicros) is { } answer)
                port.SendAfter(answer.DelayMicros, answer.Bytes.Span);
            Schedule();
        });
        block.Faults.Drive(block.Clock, name, (fault, isOn) =>
        {
            if (fault.Kind != FaultKind.Crash)
                return;
            if (isOn)
                Validator.PowerCut(block.Clock.NowMicros);
            else
                Validator.PowerUp(block.Clock.NowMicros);
            Schedule();
        });
        Schedule();
    }

    /// <summary>The kiosk's name.</summary>
    public string Name { get; }

    /// <summary>The device, which counts its own notes.</summary>
    public SspValidator Validator { get; }

    /// <summary>The people.</summary>
    public Customers Customers { get; }

    /// <summary>The firmware's part while the concentrator runs.</summary>
    public KioskMachine? Machine { get; private set; }

    /// <summary>True while no note is on its way.</summary>
    public bool IsQuiet => Validator.Notes.All(note => note.Fate != NoteFate.InMachine);

    /// <summary>True when the kiosk serves a customer, or would serve the next: nothing holds up the machine or the validator.</summary>
    public bool IsAlive => Machine is { } machine && (machine.State == KioskState.Idle || machine.InSession)
        && Validator is { HasPower: true, AwaitsAcknowledgement: false };

    internal KioskMachine Boot(int index, IJournal journal) => Machine = new KioskMachine(Name, index, _adapter, _keypad, journal);

    internal void Cut()
    {
        Machine = null;
        _adapter.Reset();
    }

    private void Step()
    {
        var now = _block.Clock.NowMicros;
        Validator.Step(now);
        if (now < _block.Options.CustomersUntilMicros)
            Customers.Step(now);
        if (_keypad.IsWaiting)
            _wake();
        Schedule();
    }

    private void Schedule()
    {
        var people = Customers.NextWakeMicros < _block.Options.CustomersUntilMicros ? Customers.NextWakeMicros : long.MaxValue;
        var at = Math.Min(people, Validator.NextWakeMicros);
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

    private sealed class Keypad(Customers customers) : IAccountEntry
    {
        // What people entered waits here: the firmware looks when it is stepped.
        private string? _account;
        private bool _finish;
        private bool _cancel;

        public bool IsWaiting
        {
            get
            {
                _account = customers.TakeAccount() ?? _account;
                _finish |= customers.TakeFinish();
                _cancel |= customers.TakeCancel();
                return _account is not null || _finish || _cancel;
            }
        }

        public string? Take()
        {
            _ = IsWaiting;
            var account = _account;
            _account = null;
            return account;
        }

        public bool TakeFinish()
        {
            _ = IsWaiting;
            var finish = _finish;
            _finish = false;
            return finish;
        }

        public bool TakeCancel()
        {
            _ = IsWaiting;
            var cancel = _cancel;
            _cancel = false;
            return cancel;
        }
    }
}
