using System.Globalization;
using System.Text;
using Wattline.Cloud.Contracts;
using Wattline.Firmware.Kiosks;
using Wattline.Firmware.Storage;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Decoding;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Simulators.Block;
using Wattline.Simulators.Kiosks;
using Wattline.Simulators.Kiosks.CcNet;
using Wattline.Simulators.Kiosks.CcTalk;
using Wattline.Simulators.Physics;
using KioskMoney = Wattline.Gateway.Domain.MoneyType;

namespace Wattline.Tests.World.Kiosks;

/// <summary>
/// One session at a kiosk, with one power cut in it: two customers, notes that are taken and one that is asked back, coins
/// where there is an acceptor. Afterwards everything is counted: devices, journal, boxes.
/// </summary>
internal sealed class SweepRun
{
    private const string Kiosk = "K-1";
    private const long Second = 1_000_000, Away = 2 * Second;

    private readonly Random _random;
    private readonly SweepCut _cut;
    private readonly bool _cutsHost;
    private readonly bool _cutsDevices;
    private readonly UnsyncedDisk _disk = new();
    private readonly KioskKind _kind;
    private readonly SweepPanel _panel = new();
    private readonly SweepLine _line;
    private readonly IReadOnlyList<ICashAcceptor> _acceptors;
    private readonly byte[] _key = new byte[Firmware.Kiosks.KioskLimits.KeyBytes];
    private CutFlash _flash = null!;
    private FlashJournal _journal = null!;
    private KioskMachine? _machine;
    private long _bootMicros;
    private long _hostBackAt = long.MaxValue;
    private long _devicesBackAt = long.MaxValue;
    private bool _isCut;

    public SweepRun(KioskKind kind, int seed, SweepCut cut, bool cutsHost, bool cutsDevices)
    {
        (_kind, _cut, _cutsHost, _cutsDevices) = (kind, cut, cutsHost, cutsDevices);
        _random = new Random(seed);
        // No jams and misreads: the power is what fails here.
        _acceptors = kind switch
        {
            KioskKind.CcTalk => [
                new BillValidator(new CcTalkSettings { Address = 40, Seed = seed, Values = [100, 500, 1000, 2000], JamsPerMillion = 0, MisreadsPerMillion = 0 }),
                new CoinAcceptor(new CcTalkSettings { Address = 2, Seed = seed, Values = [10, 50, 100], JamsPerMillion = 0, MisreadsPerMillion = 0 })],
            KioskKind.CcNet => [new CcNetValidator(new CcNetSettings { Seed = seed, JamsPerMillion = 0, MisreadsPerMillion = 0 })],
            _ => [new SspValidator(new ValidatorSettings
            {
                Seed = seed, JamsPerMillion = 0, CheatsPerMillion = 0, MisreadsPerMillion = 0, DemandsEncryption = kind == KioskKind.EncryptedSsp,
            })],
        };
        _line = new SweepLine(_acceptors, echoes: kind == KioskKind.CcTalk);
        Boot();
    }

    /// <summary>Bytes on the line in the session.</summary>
    public int Bytes { get; private set; }

    /// <summary>Operations of the flash in the session, in the last life of the computer.</summary>
    public int Operations { get; private set; }

    /// <summary>True when the cut came.</summary>
    public bool WasCut => _isCut;

    /// <summary>Pieces whose fate nothing could tell, so that a person decides: they are in suspense, wherever they are.</summary>
    public int Undecided { get; private set; }

    /// <summary>Pieces that ended in each way: credited, returned, suspense.</summary>
    public (int Credited, int Returned, int Suspense) Ends { get; private set; }

    /// <summary>Plays it all.</summary>
    /// <returns>What does not hold; null when everything does.</returns>
    public string? Play()
    {
        for (var customer = 1; customer <= 2; customer++)
        {
            Until(() => _machine?.State == SessionState.Idle, 60);
            _panel.Account = $"ACC-{customer}";
            Until(() => _acceptors.All(acceptor => acceptor.IsOpen), 15);
            Insert(0, 1 + customer, $"ACC-{customer}");
            Let(5 * Second);
            if (customer == 1)
            {
                Insert(0, 2, "ACC-1");
                Until(() => _machine is { } machine && machine.Ledger.Memory.HasPending, 5);
                _panel.Key = KioskKey.Cancel;
                Let(4 * Second);
            }
            for (var coin = 1; coin <= 2 && _acceptors.Count > 1; coin++)
            {
                Insert(1, coin, $"ACC-{customer}");
                Let(Second);
            }
            _panel.Key = KioskKey.Finish;
            Let(12 * Second);
        }
        _panel.Account = null;
        if (_machine?.State == SessionState.Open)
            _panel.Key = KioskKey.Finish;
        if (!Until(() => _machine?.State == SessionState.Idle && _acceptors.All(a => a.Notes.All(n => n.Fate != NoteFate.InMachine)), 240))
            return $"stuck in state {_machine?.State}";
        (Bytes, Operations) = (_line.Bytes, _flash.Operations);
        Let(15 * Second);
        return Judge() ?? (IsAlive() ? Judge() : "no further note is taken");
    }

    private bool IsAlive()
    {
        if (!Until(() => _machine?.State == SessionState.Idle, 60))
            return false;
        var before = _machine!.Ledger.Memory.BoxCredited;
        _panel.Account = "ACC-9";
        if (!Until(() => _acceptors.All(acceptor => acceptor.IsOpen), 30) || !Insert(0, 1, "ACC-9"))
            return false;
        Until(() => _machine.Ledger.Memory.BoxCredited == before + 100, 20);
        _panel.Key = KioskKey.Finish;
        return Until(() => _machine.State == SessionState.Idle && _machine.Ledger.Memory.BoxCredited == before + 100, 40);
    }

    private string? Judge()
    {
        var messages = new List<MoneyMessage>();
        var normaliser = new Normaliser();
        var problem = "";
        _journal.Visit(Streams.Money, new Visitor((sequence, bytes) =>
        {
            var record = new JournalRecord(sequence, 0, JournalStream.Money, "v1/up/C-1/money"u8.ToArray(), bytes);
            if (normaliser.Normalise(record, null, out var message) is var reason && reason != QuarantineReason.None)
                problem = $"record {sequence} is {reason}";
            else
                messages.Add(Copy((MoneyMessage)message!));
        }));
        if (problem.Length > 0)
            return problem;
        var previous = MoneyChain.Genesis;
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].Record != i + 1 || !MoneyChain.Holds(_key, previous, messages[i]))
                return $"record {i + 1} breaks the chain";
            previous = messages[i].Chain!;
        }
        return JudgeNotes(messages);
    }

    private string? JudgeNotes(List<MoneyMessage> messages)
    {
        var pieces = _acceptors.SelectMany(acceptor => acceptor.Notes).ToList();
        var story = string.Create(CultureInfo.InvariantCulture, $"; {string.Join(' ', messages.Where(m => m.Type.IsOfNote()).Select(m => $"{(int)m.Type}:{m.Note}:{m.Account ?? "-"}:{m.Value}:{Encoding.UTF8.GetString(m.Detail.Span)}"))}; truth {string.Join(' ', pieces.Select(p => $"{p.Account}:{p.Value}:{p.Fate}"))}");
        var (credited, returned, suspense) = (0, 0, 0);
        foreach (var note in messages.Where(message => message.Type.IsOfNote()).GroupBy(message => message.Note))
        {
            var ends = note.Where(message => message.Type != KioskMoney.Escrow).ToList();
            if (ends.Count != 1 || note.Count(message => message.Type == KioskMoney.Escrow) > 1)
                return $"note {note.Key} has {ends.Count} ends{story}";
            credited += ends[0].Type == KioskMoney.Credited ? 1 : 0;
            returned += ends[0].Type == KioskMoney.Returned ? 1 : 0;
            suspense += ends[0].Type == KioskMoney.Suspense ? 1 : 0;
        }
        Ends = (credited, returned, suspense);
        var held = messages.Where(message => message.Type is KioskMoney.Credited or KioskMoney.Suspense).ToList();
        Undecided = messages.Count(message => message.Type == KioskMoney.Suspense && Encoding.UTF8.GetString(message.Detail.Span) == "[\"fate\"]");
        var box = pieces.Where(piece => piece.Fate == NoteFate.InBox).ToList();
        if (held.Count - Undecided > box.Count || held.Count < box.Count)
            return $"{held.Count} pieces are journalled, {Undecided} of them undecided, and {box.Count} are in the boxes{story}";
        var unknown = held.Count(message => message.Value == 0);
        var (sum, truth) = (held.Sum(message => message.Value), box.Sum(piece => piece.Value));
        if (Undecided == 0 && (unknown == 0 ? sum != truth : sum > truth))
            return $"{sum} is journalled and {truth} is in the boxes{story}";
        foreach (var account in held.Where(message => message.Type == KioskMoney.Credited).GroupBy(message => message.Account))
            if (account.Sum(message => message.Value) > box.Where(piece => piece.Account == account.Key).Sum(piece => piece.Value))
                return $"{account.Key} is credited too much{story}";
        var receipts = messages.Where(message => message.Type == KioskMoney.Receipt && Encoding.UTF8.GetString(message.Detail.Span).Split(',')[1] == "0").Sum(message => message.Value);
        if (receipts != messages.Where(message => message.Type == KioskMoney.Credited).Sum(message => message.Value))
            return $"receipts say {receipts}{story}";
        var memory = _machine!.Ledger.Memory;
        if (_kind != KioskKind.CcNet && memory.Of(0).Stacked != _acceptors[0].Notes.Count(note => note.Fate == NoteFate.InBox))
            return $"the journal counts {memory.Of(0).Stacked} notes{story}";
        if (_kind == KioskKind.CcTalk && memory.Of(1).Stacked != _acceptors[1].Notes.Count(note => note.Fate == NoteFate.InBox))
            return $"the journal counts {memory.Of(1).Stacked} coins{story}";
        return memory.BoxCredited + memory.BoxSuspense == sum ? null : $"the box holds {memory.BoxCredited} and {memory.BoxSuspense} by the memory, {sum} by the records";
    }

    private static MoneyMessage Copy(MoneyMessage from) => new()
    {
        Header = from.Header,
        Type = from.Type,
        Kiosk = from.Kiosk,
        Session = from.Session,
        Note = from.Note,
        Account = from.Account,
        Channel = from.Channel,
        Value = from.Value,
        Currency = from.Currency,
        Counter = from.Counter,
        Device = from.Device,
        Record = from.Record,
        Detail = from.Detail.ToArray(),
        Chain = from.Chain,
    };

    private bool Insert(int acceptor, int channel, string account)
    {
        if (_acceptors[acceptor].Insert(channel, account, _line.Now) is not null)
            return true;
        Let(Second);
        return _acceptors[acceptor].Insert(channel, account, _line.Now) is not null;
    }

    private void Boot()
    {
        _flash = new CutFlash(new UnsyncedFlash(_disk, 8, 32 * 1024));
        if (!_isCut && _cut.Operation > 0)
            _flash.CutAt = _cut.Operation;
        _bootMicros = (_line.Now + 999) / 1000 * 1000;
        _machine = null;
        try
        {
            var clock = new SweepClock();
            _journal = new FlashJournal(_flash, new SeededEntropy(_random), clock);
            if (!_journal.Open(0))
                throw new InvalidOperationException("The journal does not open.");
            var ledger = new KioskLedger(Kiosk, 0, _journal, _key);
            var bus = _kind == KioskKind.CcTalk ? new CcTalkBus(_line, hasCrc: false) : null;
            ICashDevice[] devices = _kind switch
            {
                KioskKind.CcTalk => [new CcTalkBills(0, 40, bus, ledger), new CcTalkCoins(1, 2, bus, ledger)],
                KioskKind.CcNet => [new CcNetDevice(0, _line, ledger)],
                KioskKind.EncryptedSsp => [new SspDevice(0, _line, ledger, new SspEncryption(new DotNetCipher(), new SeededEntropy(_random), SspEncryption.DefaultKey))],
                _ => [new SspDevice(0, _line, ledger, null)],
            };
            var parts = new KioskParts { Sources = [_panel], Keys = _panel, Directory = _panel, Display = _panel };
            _machine = new KioskMachine(Kiosk, ledger, devices, parts, _journal, clock);
        }
        catch (PowerCutException)
        {
            Cut();
        }
    }

    private void Cut()
    {
        _isCut = true;
        _flash.CutAt = 0;
        if (_cutsHost)
        {
            _machine = null;
            _disk.Crash(_random);
            _hostBackAt = _line.Now + Away;
        }
        if (_cutsDevices)
        {
            foreach (var acceptor in _acceptors)
                acceptor.PowerCut(_line.Now);
            // Not at the same moment: who is up first finds the other away.
            _devicesBackAt = _line.Now + Away + _random.NextInt64(-Second, Second);
        }
        _line.Silence(_cutsHost, _cutsDevices);
    }

    private void Let(long micros)
    {
        var end = _line.Now + micros;
        Until(() => _line.Now >= end, micros / Second + 1);
    }

    private bool Until(Func<bool> reached, long seconds)
    {
        for (var end = _line.Now + seconds * Second; _line.Now < end;)
        {
            if (reached())
                return true;
            Tick();
        }
        return reached();
    }

    /// <summary>Whatever happens next, happens; then the computer has its turn.</summary>
    private void Tick()
    {
        var wake = _machine is null ? _hostBackAt : _bootMicros + Math.Min(_machine.NextWake, 1L << 40) * 1000;
        var at = Math.Min(Math.Min(wake, _line.NextMicros), Math.Min(_devicesBackAt, _acceptors.Min(acceptor => acceptor.NextWakeMicros)));
        at = Math.Clamp(at, _line.Now + 1, _line.Now + 100_000);
        if (_line.NextMicros <= at)
        {
            _line.Deliver();
            if (!_isCut && _line.Bytes == _cut.Byte)
                Cut();
        }
        else
        {
            _line.Now = at;
        }
        foreach (var acceptor in _acceptors.Where(acceptor => acceptor.HasPower))
            acceptor.Step(_line.Now);
        if (_line.Now >= _devicesBackAt)
        {
            _devicesBackAt = long.MaxValue;
            foreach (var acceptor in _acceptors)
                acceptor.PowerUp(_line.Now);
        }
        if (_line.Now >= _hostBackAt)
        {
            _hostBackAt = long.MaxValue;
            Boot();
        }
        try
        {
            if (_machine is not null && _line.Now >= _bootMicros)
                _machine.Step((_line.Now - _bootMicros) / 1000);
        }
        catch (PowerCutException)
        {
            Cut();
        }
    }

    private sealed class Visitor(Action<long, byte[]> record) : IRecordVisitor
    {
        public void Record(long sequence, byte[] buffer, int offset, int count) => record(sequence, buffer.AsSpan(offset, count).ToArray());
    }
}
