using System;
using Wattline.Firmware.Cbor;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Kiosks;

/// <summary>
/// Who pays here. The cloud is asked by an event and answers by a command; while it is away, the list that it sent last is
/// looked up, within that list's limit (docs/uplink.md, "Customers").
/// </summary>
public sealed class CustomerDirectory : ICustomerDirectory
{
    private const int AnswerItems = 10;
    private const int ListItems = 5;
    private const int EntryItems = 6;

    private readonly IJournal _journal;
    private readonly EventWriter _events;
    private readonly KioskLedger _ledger;
    private readonly CborReader _reader = new CborReader(new byte[1], 0, 1);
    private long _request;
    private int _kind;
    private string _text;
    private long _listAt;
    private CustomerAnswer _answer;
    private long _version;
    private long _valueMax;
    private string _currency;

    /// <param name="kiosk">The kiosk's name, the subject of its questions.</param>
    /// <param name="journal">Where questions go, and where the list is kept.</param>
    /// <param name="clock">Dates the questions.</param>
    /// <param name="ledger">What was taken since the cloud was last heard.</param>
    public CustomerDirectory(string kiosk, IJournal journal, IWallClock clock, KioskLedger ledger)
    {
        _journal = journal;
        _events = new EventWriter(kiosk, journal, clock);
        _ledger = ledger;
    }

    /// <summary>Answers that did not parse, and lists that were not kept.</summary>
    public int Refused { get; private set; }

    /// <summary>Answers that came when nobody waited for them any more.</summary>
    public int Late { get; private set; }

    /// <inheritdoc/>
    public void Ask(int kind, string text, long now)
    {
        _kind = kind;
        _text = text;
        _answer = null;
        _listAt = now + KioskLimits.CloudMs;
        // The step that led here is a record: the number is never given again, also after a restart, and a late answer is about nobody else.
        _request = _ledger.Memory.Record + 1;
        var detail = _events.Begin("identify", _request, 2);
        detail.WriteUInt((ulong)kind);
        detail.WriteText(text);
        if (_events.Append(now))
        {
            _ledger.Touch();
        }
    }

    /// <inheritdoc/>
    public CustomerAnswer Take(long now)
    {
        if (_text == null)
        {
            return null;
        }
        var answer = _answer;
        if (answer == null && now >= _listAt)
        {
            answer = Find();
        }
        if (answer != null)
        {
            _text = null;
            _answer = null;
        }
        return answer;
    }

    /// <inheritdoc/>
    public bool IsCollector(int kind, string text)
    {
        if (!OpenList())
        {
            return false;
        }
        _reader.SkipItem();
        var count = _reader.ReadArray();
        for (var i = 0; i < count && !_reader.Failed; i++)
        {
            if (_reader.ReadText() == text)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The cloud's answer: [kiosk, request, known, account, masked, balance, arrears, currency, reconnect, value max].</summary>
    public void OnAnswer(byte[] body, int offset, int count)
    {
        _reader.Reset(body, offset, count);
        var answer = new CustomerAnswer { IsOnline = true };
        var items = _reader.ReadArray();
        var kiosk = _reader.ReadText();
        var request = (long)_reader.ReadUInt();
        answer.IsKnown = _reader.ReadUInt() == 1;
        answer.Account = _reader.ReadText();
        answer.Masked = _reader.ReadText();
        answer.Balance = _reader.ReadInt();
        answer.Arrears = _reader.ReadInt();
        answer.Currency = _reader.ReadText();
        answer.Reconnect = (int)_reader.ReadUInt();
        answer.ValueMax = _reader.ReadInt();
        if (items != AnswerItems || !_reader.AtEnd)
        {
            Refused++;
            return;
        }
        if (kiosk != _ledger.Kiosk)
        {
            return;
        }
        // The cloud is there, however late: what was taken without it counts no more against the limit.
        _ledger.Memory.OfflineValue = 0;
        _ledger.Touch();
        if (request != _request || _text == null)
        {
            Late++;
            return;
        }
        _answer = answer;
    }

    /// <summary>The list: [version, value max, currency, [[kind, text, account, masked, balance, arrears] …], [collector …]]; a newer one replaces it.</summary>
    /// <returns>False when it is not kept.</returns>
    public bool OnList(byte[] body, int offset, int count)
    {
        var list = new byte[count];
        Array.Copy(body, offset, list, 0, count);
        _reader.Reset(list, 0, count);
        var fits = _reader.ReadArray() == ListItems;
        var version = _reader.ReadInt();
        if (!fits || _reader.Failed || !_journal.CanKeep(StateKeys.Customers, count) || (OpenList() && _version >= version)
            || !_journal.SetState(StateKeys.Customers, list))
        {
            Refused++;
            return false;
        }
        _ledger.Touch();
        return true;
    }

    /// <summary>Opens the list at its entries.</summary>
    private bool OpenList()
    {
        var list = _journal.GetState(StateKeys.Customers);
        if (list == null)
        {
            return false;
        }
        _reader.Reset(list, 0, list.Length);
        if (_reader.ReadArray() != ListItems)
        {
            return false;
        }
        _version = _reader.ReadInt();
        _valueMax = _reader.ReadInt();
        _currency = _reader.ReadText();
        return !_reader.Failed;
    }

    private CustomerAnswer Find()
    {
        var answer = new CustomerAnswer();
        if (!OpenList())
        {
            return answer;
        }
        var count = _reader.ReadArray();
        for (var i = 0; i < count && !_reader.Failed; i++)
        {
            var items = _reader.ReadArray();
            var kind = (int)_reader.ReadUInt();
            var text = _reader.ReadText();
            answer.Account = _reader.ReadText();
            answer.Masked = _reader.ReadText();
            answer.Balance = _reader.ReadInt();
            answer.Arrears = _reader.ReadInt();
            if (items == EntryItems && kind == _kind && text == _text && !_reader.Failed)
            {
                answer.IsKnown = true;
                answer.Currency = _currency;
                // What was taken since the cloud was heard counts against the limit of the whole kiosk.
                answer.ValueMax = _valueMax - _ledger.Memory.OfflineValue;
                return answer;
            }
        }
        return new CustomerAnswer();
    }
}
