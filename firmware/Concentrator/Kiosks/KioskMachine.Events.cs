using Wattline.Firmware.Cbor;

namespace Wattline.Firmware.Kiosks;

/// <content>Keys, contacts, the collector's visit, and the events that tell of them.</content>
public sealed partial class KioskMachine
{
    private bool _eventsDue;
    private long _eventsAt;
    private int _report;
    private string _reportAccount = "";
    private bool _paperTold;
    private bool _paperDue;
    private bool _boxOutDue;
    private long _amount = -1;

    /// <returns>The key, when it is one of the session's own.</returns>
    private int TakeKeys(long now)
    {
        var key = _parts.Keys.Take();
        if (key == KioskKey.Reprint)
        {
            Reprint(now);
        }
        else if (key >= KioskKey.Outage && key <= KioskKey.Enquiry)
        {
            _report = key;
            _reportAccount = _account;
            _eventsDue = true;
            _eventsAt = now;
        }
        return key is KioskKey.Yes or KioskKey.Cancel or KioskKey.Finish ? key : KioskKey.None;
    }

    private void WatchSwitches(long now)
    {
        if (_door.HasEdge(DoorIsOpen, now) && TellEdge("kiosk_door", Memory.DoorEdges + 1, now))
        {
            Memory.DoorEdges++;
            _ledger.Touch();
        }
        if (_box.HasEdge(BoxIsOut, now) && TellEdge("cash_box", Memory.BoxEdges + 1, now))
        {
            Memory.BoxEdges++;
            _ledger.Touch();
            _boxOutDue = BoxIsOut;
        }
        // What left with the box is told with it, whoever took it.
        if (_boxOutDue && _ledger.Collection(_state == SessionState.Collecting ? _account : null, now))
        {
            _boxOutDue = false;
        }
        if (!_ledger.IsFlushed && now >= _eventsAt && !_ledger.Flush(now))
        {
            _eventsAt = now + KioskLimits.RetryMs;
        }
    }

    private void WatchCollector(long now)
    {
        var key = TakeKeys(now);
        var amount = _parts.Keys.TakeAmount();
        if (amount >= 0 && amount <= KioskLimits.BoxValueMax)
        {
            _amount = amount;
            _ledger.Counted(_account, amount, now);
        }
        var slip = _parts.Keys.TakeSlip();
        if (IsText(slip) && _amount >= 0)
        {
            _ledger.Deposit(_account, _amount, slip, now);
            _amount = -1;
        }
        if (key == KioskKey.Finish && !DoorIsOpen && !BoxIsOut)
        {
            Go(SessionCause.Collected, now);
        }
        else if (now >= _deadline)
        {
            Go(SessionCause.TimedOut, now);
        }
    }

    private void TellPaper()
    {
        var isOut = _parts.Printer != null && _parts.Printer.IsOutOfPaper;
        if (isOut != _paperTold)
        {
            _paperTold = isOut;
            _paperDue = true;
            _eventsDue = true;
        }
    }

    private void TellEvents(long now)
    {
        if (!_eventsDue || now < _eventsAt)
        {
            return;
        }
        if (_report != KioskKey.None)
        {
            var code = _report == KioskKey.Outage ? "outage_report" : _report == KioskKey.Complaint ? "complaint" : "enquiry";
            var detail = _events.Begin(code, Memory.Record, 2);
            WriteText(detail, _reportAccount);
            detail.WriteUInt((ulong)Memory.Session);
            if (!_events.Append(now))
            {
                _eventsAt = now + KioskLimits.RetryMs;
                return;
            }
            _report = KioskKey.None;
            _ledger.Touch();
        }
        if (_paperDue)
        {
            _events.Begin("paper", Memory.Receipt, 1).WriteUInt(_paperTold ? 0u : 1u);
            if (!_events.Append(now))
            {
                _eventsAt = now + KioskLimits.RetryMs;
                return;
            }
            _paperDue = false;
            _ledger.Touch();
        }
        _eventsDue = false;
    }

    private bool TellEdge(string code, long edges, long now)
    {
        _events.Begin(code, edges, 1).WriteUInt((ulong)(edges & 1));
        return _events.Append(now);
    }

    private static void WriteText(CborWriter writer, string text)
    {
        if (text.Length == 0)
        {
            writer.WriteNull();
        }
        else
        {
            writer.WriteText(text);
        }
    }
}
