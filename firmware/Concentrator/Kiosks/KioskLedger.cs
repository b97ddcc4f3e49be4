using System;
using System.Security.Cryptography;
using Wattline.Firmware.Cbor;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Kiosks;

/// <summary>
/// The kiosk's hand in the journal: every record is counted and chained, and goes with the memory that follows from it in
/// one commit. The record goes in first, so that a torn commit leaves a memory that is behind its records, never ahead;
/// <see cref="Load"/> catches up.
/// </summary>
public sealed class KioskLedger : IRecordVisitor
{
    private readonly string _kiosk;
    private readonly int _stateKey;
    private readonly IJournal _journal;
    private readonly byte[] _key;
    private readonly CborWriter _writer = new CborWriter(new byte[KioskLimits.StateBytesMax]);
    private readonly CborReader _reader = new CborReader(new byte[1], 0, 1);
    private readonly MoneyRecord _record = new MoneyRecord();
    private int _event = -1;
    private bool _stateDue;
    private long _flushAt;
    private bool _commitDue;

    /// <param name="kiosk">The kiosk's name.</param>
    /// <param name="index">0 to 7: which of the journal's states is its.</param>
    /// <param name="journal">Where the money is written down.</param>
    /// <param name="key">The kiosk's key of 32 bytes, which the cloud has too.</param>
    public KioskLedger(string kiosk, int index, IJournal journal, byte[] key)
    {
        _kiosk = kiosk;
        _stateKey = StateKeys.FirstKiosk + index;
        _journal = journal;
        _key = key;
    }

    /// <summary>The kiosk's name.</summary>
    public string Kiosk => _kiosk;

    /// <summary>What the records say.</summary>
    public KioskMemory Memory { get; private set; } = new KioskMemory();

    /// <summary>Appends and commits that the journal refused.</summary>
    public int Refusals { get; private set; }

    /// <summary>Notes and coins journalled as credited, since this start.</summary>
    public int Credited { get; private set; }

    /// <summary>Notes journalled as returned, since this start.</summary>
    public int Returned { get; private set; }

    /// <summary>Notes and coins journalled as suspense, since this start.</summary>
    public int Suspended { get; private set; }

    /// <summary>True when all that was said is durable.</summary>
    public bool IsFlushed => !_stateDue && !_commitDue;

    /// <summary>Reads the memory, and the records that it has missed.</summary>
    public void Load()
    {
        Memory = KioskMemory.FromState(_journal.GetState(_stateKey));
        if (Memory.Epoch != _journal.Epoch)
        {
            Memory.BeginEpoch(_journal.Epoch);
        }
        _journal.Visit(Streams.Money, this);
    }

    /// <inheritdoc/>
    public void Record(long sequence, byte[] buffer, int offset, int count)
    {
        _reader.Reset(buffer, offset, count);
        if (_record.ReadEnvelope(_reader) && _record.Kiosk == _kiosk && Memory.IsNews(_record))
        {
            Memory.Apply(_record);
        }
    }

    /// <summary>Appends the escrow of a new note.</summary>
    /// <returns>False when nothing was appended.</returns>
    public bool Escrow(int device, long session, string account, int channel, long value, string currency, long counter, long now)
    {
        if (!IsCurrent(now))
        {
            return false;
        }
        Fill(MoneyType.Escrow, device, session, Memory.Note + 1, account, channel, value, currency, counter);
        return Append(now);
    }

    /// <summary>Appends what became of the note of a device that is on its way.</summary>
    /// <param name="device">Which device.</param>
    /// <param name="type">Credited, returned or suspense.</param>
    /// <param name="counter">The device's counter, or -1.</param>
    /// <param name="reason">Of suspense (<see cref="SuspenseReason"/>), else null.</param>
    /// <param name="now">Milliseconds since this start of the device.</param>
    /// <returns>False when nothing was appended.</returns>
    public bool Settle(int device, int type, long counter, string reason, long now)
    {
        if (!IsCurrent(now))
        {
            return false;
        }
        var memory = Memory.Of(device);
        Fill(type, device, memory.PendingSession, memory.PendingNote, memory.PendingAccount,
            memory.PendingChannel, memory.PendingValue, memory.PendingCurrency, counter);
        FillReason(reason);
        return Append(now);
    }

    /// <summary>Appends money that needed no escrow: a coin of the session.</summary>
    /// <returns>False when nothing was appended.</returns>
    public bool Credit(int device, long session, string account, int channel, long value, string currency, long counter, long now)
    {
        if (!IsCurrent(now))
        {
            return false;
        }
        Fill(MoneyType.Credited, device, session, Memory.Note + 1, account, channel, value, currency, counter);
        return Append(now);
    }

    /// <summary>Appends money in the box that belongs to no note on its way.</summary>
    /// <returns>False when nothing was appended.</returns>
    public bool Suspense(int device, string account, int channel, long value, string currency, long counter, string reason, long now)
    {
        if (!IsCurrent(now))
        {
            return false;
        }
        Fill(MoneyType.Suspense, device, Memory.Session, Memory.Note + 1, account, channel, value, currency, counter);
        FillReason(reason);
        return Append(now);
    }

    /// <summary>Appends a step of the session.</summary>
    /// <returns>False when nothing was appended.</returns>
    public bool Step(long session, string account, int from, int cause, int to, long now)
    {
        if (!IsCurrent(now))
        {
            return false;
        }
        Fill(MoneyType.Step, 0, session, 0, account, 0, 0, Memory.Currency, -1);
        _record.BeginDetail(3);
        _record.AddDetail(from);
        _record.AddDetail(cause);
        _record.AddDetail(to);
        return Append(now);
    }

    /// <summary>Appends a receipt in a state; the number is made with <see cref="ReceiptState.Made"/>.</summary>
    /// <returns>False when nothing was appended.</returns>
    public bool Receipt(int state, bool offline, long now)
    {
        if (!IsCurrent(now))
        {
            return false;
        }
        var made = state == ReceiptState.Made;
        Fill(MoneyType.Receipt, 0, Memory.Session, 0, made ? Memory.Account : Memory.ReceiptAccount, 0,
            made ? Memory.SessionValue : Memory.ReceiptValue, Memory.Currency, -1);
        _record.BeginDetail(5);
        _record.AddDetail(Memory.Receipt + (made ? 1 : 0));
        _record.AddDetail(state);
        _record.AddDetail(made ? Memory.SessionNotes : Memory.ReceiptNotes);
        _record.AddDetail(made ? Memory.SessionCoins : Memory.ReceiptCoins);
        _record.AddDetail(offline ? 1 : 0);
        return Append(now);
    }

    /// <summary>Appends the Z-report: what the journal says is in the box.</summary>
    /// <returns>False when nothing was appended.</returns>
    public bool Collection(string collector, long now)
    {
        if (!IsCurrent(now))
        {
            return false;
        }
        Fill(MoneyType.Collection, 0, Memory.Session, 0, collector, 0, Memory.BoxCredited + Memory.BoxSuspense, Memory.Currency, -1);
        _record.BeginDetail(6);
        _record.AddDetail(Memory.Collection + 1);
        _record.AddDetail(Memory.BoxCredited);
        _record.AddDetail(Memory.BoxSuspense);
        _record.AddDetail(Memory.BoxNotes);
        _record.AddDetail(Memory.BoxCoins);
        _record.AddDetail(Memory.BoxUnknown);
        return Append(now);
    }

    /// <summary>Appends what was counted in the box of the last collection.</summary>
    /// <returns>False when nothing was appended.</returns>
    public bool Counted(string collector, long value, long now)
    {
        if (!IsCurrent(now))
        {
            return false;
        }
        Fill(MoneyType.Counted, 0, Memory.Session, 0, collector, 0, value, Memory.Currency, -1);
        _record.BeginDetail(1);
        _record.AddDetail(Memory.Collection);
        return Append(now);
    }

    /// <summary>Appends what was brought to the bank of the last collection.</summary>
    /// <returns>False when nothing was appended.</returns>
    public bool Deposit(string collector, long value, string slip, long now)
    {
        if (!IsCurrent(now))
        {
            return false;
        }
        Fill(MoneyType.Deposit, 0, Memory.Session, 0, collector, 0, value, Memory.Currency, -1);
        _record.BeginDetail(2);
        _record.AddDetail(Memory.Collection);
        _record.AddDetail(slip);
        return Append(now);
    }

    /// <summary>Appends what a device's counters say; -1 for what is not known.</summary>
    /// <returns>False when nothing was appended.</returns>
    public bool Counters(int device, long stacked, long rejected, long expected, long now)
    {
        if (!IsCurrent(now))
        {
            return false;
        }
        Fill(MoneyType.Counters, device, Memory.Session, 0, null, 0, 0, Memory.Currency, stacked);
        _record.BeginDetail(3);
        _record.AddDetail(stacked);
        _record.AddDetail(rejected);
        _record.AddDetail(expected);
        return Append(now);
    }

    /// <summary>The next record of a note or coin tells this event of its device; it is journalled once.</summary>
    public void FromEvent(int number) => _event = number;

    /// <summary>From here on the device's counter is followed.</summary>
    public void SetStacked(int device, long counter)
    {
        Memory.Of(device).Stacked = counter;
        Touch();
    }

    /// <summary>All events of a device up to here are journalled.</summary>
    public void SetLastEvent(int device, int counter)
    {
        Memory.Of(device).LastEvent = counter;
        Touch();
    }

    /// <summary>The memory was changed beside the records.</summary>
    public void Touch()
    {
        _stateDue = true;
        _commitDue = true;
    }

    /// <summary>Makes durable what was appended. A journal that refused is asked again a second later.</summary>
    /// <returns>False when the journal refused: nothing may be done on the strength of it.</returns>
    public bool Flush(long now)
    {
        if (now < _flushAt)
        {
            return false;
        }
        _flushAt = now + KioskLimits.RetryMs;
        if (_stateDue)
        {
            if (!_journal.SetState(_stateKey, Memory.ToState(_writer)))
            {
                Refusals++;
                return false;
            }
            _stateDue = false;
        }
        if (_commitDue)
        {
            if (!_journal.Commit())
            {
                Refusals++;
                return false;
            }
            _commitDue = false;
        }
        _flushAt = 0;
        return true;
    }

    /// <summary>When the journal began another epoch, notes on their way are told in it first, or their ends would come out of nowhere.</summary>
    private bool IsCurrent(long now)
    {
        if (Memory.Epoch == _journal.Epoch)
        {
            return true;
        }
        Memory.BeginEpoch(_journal.Epoch);
        Touch();
        for (var i = 0; i < KioskLimits.DevicesMax; i++)
        {
            var memory = Memory.Of(i);
            if (memory.HasPending && !Escrow(i, memory.PendingSession, memory.PendingAccount, memory.PendingChannel, memory.PendingValue, memory.PendingCurrency, -1, now))
            {
                return false;
            }
        }
        return true;
    }

    private bool Append(long now)
    {
        if (_event >= 0 && _record.Type <= MoneyType.Suspense)
        {
            if (_record.Type != MoneyType.Suspense)
            {
                _record.BeginDetail(1);
            }
            _record.AddDetail(_event);
        }
        _event = -1;
        _record.Record = Memory.Record + 1;
        _writer.Reset();
        _record.Write(_writer);
        if (!_writer.Overflow)
        {
            _record.Chain = Link(Memory.Chain, _writer.Buffer, _writer.Position);
            _writer.WriteBytes(_record.Chain, 0, _record.Chain.Length);
        }
        if (_writer.Overflow || _journal.Append(Streams.Money, _writer.Buffer, 0, _writer.Position, now) == 0)
        {
            Refusals++;
            return false;
        }
        Memory.Apply(_record);
        Credited += _record.Type == MoneyType.Credited ? 1 : 0;
        Returned += _record.Type == MoneyType.Returned ? 1 : 0;
        Suspended += _record.Type == MoneyType.Suspense ? 1 : 0;
        Touch();
        return true;
    }

    private byte[] Link(byte[] previous, byte[] body, int count)
    {
        var bytes = new byte[previous.Length + count];
        Array.Copy(previous, 0, bytes, 0, previous.Length);
        Array.Copy(body, 0, bytes, previous.Length, count);
        var link = new byte[MoneyRecord.ChainBytes];
        Array.Copy(HMACSHA256.HashData(_key, bytes), 0, link, 0, link.Length);
        return link;
    }

    private void Fill(int type, int device, long session, long note, string account, int channel, long value, string currency, long counter)
    {
        _record.Type = type;
        _record.Kiosk = _kiosk;
        _record.Session = session;
        _record.Note = note;
        _record.Account = account == null || account.Length == 0 ? null : account;
        _record.Channel = channel;
        _record.Value = value;
        _record.Currency = currency;
        _record.Counter = counter;
        _record.Device = device;
        _record.ClearDetail();
    }

    private void FillReason(string reason)
    {
        if (reason != null)
        {
            _record.BeginDetail(_event < 0 ? 1 : 2);
            _record.AddDetail(reason);
        }
    }
}
