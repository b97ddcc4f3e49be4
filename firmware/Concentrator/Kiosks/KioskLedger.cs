using Wattline.Firmware.Cbor;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Kiosks;

/// <summary>
/// The kiosk's hand in the journal: every record and the memory that follows from it go in one commit. The record goes
/// in first, so that a torn commit leaves a memory that is behind its records, never ahead; <see cref="Load"/> catches up.
/// </summary>
public sealed class KioskLedger : IRecordVisitor
{
    private readonly string _kiosk;
    private readonly int _stateKey;
    private readonly IJournal _journal;
    private readonly CborWriter _writer = new CborWriter(new byte[KioskLimits.BodyBytesMax]);
    private readonly CborReader _reader = new CborReader(new byte[1], 0, 1);
    private readonly MoneyRecord _record = new MoneyRecord();
    private bool _stateDue;
    private bool _commitDue;

    public KioskLedger(string kiosk, int index, IJournal journal)
    {
        _kiosk = kiosk;
        _stateKey = StateKeys.FirstKiosk + index;
        _journal = journal;
    }

    /// <summary>What the records say.</summary>
    public KioskMemory Memory { get; private set; } = new KioskMemory();

    /// <summary>Appends and commits that the journal refused.</summary>
    public int Refusals { get; private set; }

    /// <summary>Notes journalled as credited, since this start.</summary>
    public int Credited { get; private set; }

    /// <summary>Notes journalled as returned, since this start.</summary>
    public int Returned { get; private set; }

    /// <summary>Notes journalled as suspense, since this start.</summary>
    public int Suspended { get; private set; }

    /// <summary>Reads the memory, and the records that it has missed.</summary>
    public void Load()
    {
        Memory = KioskMemory.FromState(_journal.GetState(_stateKey));
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
    public bool Escrow(long session, string account, int channel, long value, string currency, long counter, long now)
    {
        Fill(MoneyType.Escrow, session, Memory.Note + 1, account, channel, value, currency, counter);
        return Append(now);
    }

    /// <summary>Appends what became of the note that is on its way.</summary>
    /// <param name="type">One of <see cref="MoneyType"/> but escrow.</param>
    /// <returns>False when nothing was appended.</returns>
    public bool Settle(int type, long counter, long now)
    {
        Fill(type, Memory.PendingSession, Memory.PendingNote, type == MoneyType.Suspense ? null : Memory.PendingAccount,
            Memory.PendingChannel, Memory.PendingValue, Memory.PendingCurrency, counter);
        return Append(now);
    }

    /// <summary>Appends money in the box that belongs to no note on its way.</summary>
    /// <returns>False when nothing was appended.</returns>
    public bool Suspense(int channel, long value, string currency, long counter, long now)
    {
        Fill(MoneyType.Suspense, Memory.Session, Memory.Note + 1, null, channel, value, currency, counter);
        return Append(now);
    }

    /// <summary>From here on the validator's counter is followed.</summary>
    public void SetStacked(long counter)
    {
        Memory.Stacked = counter;
        _stateDue = true;
        _commitDue = true;
    }

    /// <summary>Makes durable what was appended.</summary>
    /// <returns>False when the journal refused: nothing may be done on the strength of it.</returns>
    public bool Flush()
    {
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
        return true;
    }

    private bool Append(long now)
    {
        _writer.Reset();
        _record.Write(_writer);
        if (_writer.Overflow || _journal.Append(Streams.Money, _writer.Buffer, 0, _writer.Position, now) == 0)
        {
            Refusals++;
            return false;
        }
        Memory.Apply(_record);
        Credited += _record.Type == MoneyType.Credited ? 1 : 0;
        Returned += _record.Type == MoneyType.Returned ? 1 : 0;
        Suspended += _record.Type == MoneyType.Suspense ? 1 : 0;
        _stateDue = true;
        _commitDue = true;
        return true;
    }

    private void Fill(int type, long session, long note, string account, int channel, long value, string currency, long counter)
    {
        _record.Type = type;
        _record.Kiosk = _kiosk;
        _record.Session = session;
        _record.Note = note;
        _record.Account = account;
        _record.Channel = channel;
        _record.Value = value;
        _record.Currency = currency;
        _record.Counter = counter;
    }
}
