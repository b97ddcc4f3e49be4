namespace Wattline.Firmware.Kiosks;

/// <content>What each state waits for.</content>
public sealed partial class KioskMachine
{
    // Between looks at devices, keys and paper while somebody is served.
    private const int WatchMs = 100;

    private int _askKind;
    private string _askText;
    private long _shownValue;

    private long MovedAt
    {
        get
        {
            var at = _enteredAt;
            for (var i = 0; i < _devices.Length; i++)
            {
                at = _devices[i].MovedAt > at ? _devices[i].MovedAt : at;
            }
            return at;
        }
    }

    private void Watch(long now)
    {
        switch (_state)
        {
            case SessionState.Starting:
                WatchStart(now);
                break;
            case SessionState.Idle:
                WatchIdle(now);
                break;
            case SessionState.Asking:
                WatchAnswer(now);
                break;
            case SessionState.Confirming:
                WatchConfirmation(now);
                break;
            case SessionState.Open:
                WatchMoney(now);
                break;
            case SessionState.Closing:
                WatchSettling(now);
                break;
            case SessionState.Receipt:
                WatchReceipt(now);
                break;
            case SessionState.Collecting:
                WatchCollector(now);
                break;
            default:
                WatchOutOfService(now);
                break;
        }
    }

    private void WatchStart(long now)
    {
        var ready = 0;
        for (var i = 0; i < _devices.Length; i++)
        {
            ready += _devices[i].IsReady ? 1 : 0;
        }
        if (ready < _devices.Length && now - _enteredAt < KioskLimits.NoteMs)
        {
            return;
        }
        if (Memory.ReceiptOwed)
        {
            _account = Memory.Account;
            Go(SessionCause.Owed, now);
        }
        else
        {
            Go(ready == 0 || DoorIsOpen || BoxIsOut ? SessionCause.Disturbed : SessionCause.Ready, now);
        }
    }

    private void WatchIdle(long now)
    {
        if (Memory.ReceiptOwed)
        {
            _account = Memory.Account;
            Go(SessionCause.Owed, now);
            return;
        }
        if (IsDisturbed(now))
        {
            Go(SessionCause.Disturbed, now);
            return;
        }
        TakeKeys(now);
        if (!TakeIdentity())
        {
            return;
        }
        if (_parts.Directory.IsCollector(_nextKind, _nextText))
        {
            _account = _nextText;
            _nextText = null;
            Go(SessionCause.Collector, now);
        }
        else if (AnyReady)
        {
            _askText = _nextText;
            _askKind = _nextKind;
            _nextText = null;
            Go(SessionCause.Identified, now);
        }
    }

    private void WatchAnswer(long now)
    {
        var answer = _parts.Directory.Take(now);
        if (IsDisturbed(now))
        {
            Go(SessionCause.Disturbed, now);
        }
        else if (TakeKeys(now) == KioskKey.Cancel)
        {
            Go(SessionCause.Cancelled, now);
        }
        else if (answer != null && answer.IsKnown && IsText(answer.Account) && answer.ValueMax > 0)
        {
            _customer = answer;
            _account = answer.Account;
            Go(SessionCause.Known, now);
        }
        else if (answer != null)
        {
            Go(SessionCause.Unknown, now);
        }
        else if (now >= _deadline)
        {
            Go(SessionCause.TimedOut, now);
        }
    }

    private void WatchConfirmation(long now)
    {
        var key = TakeKeys(now);
        if (IsDisturbed(now))
        {
            Go(SessionCause.Disturbed, now);
        }
        else if (key == KioskKey.Yes && AnyReady)
        {
            Go(SessionCause.Confirmed, now);
        }
        else if (key == KioskKey.Cancel || TakeIdentity())
        {
            Go(SessionCause.Cancelled, now);
        }
        else if (now >= _deadline)
        {
            Go(SessionCause.TimedOut, now);
        }
    }

    private void WatchMoney(long now)
    {
        var open = 0;
        for (var i = 0; i < _devices.Length; i++)
        {
            open += _devices[i].IsOpen ? 1 : 0;
        }
        var key = TakeKeys(now);
        if (_shownValue != Memory.SessionValue)
        {
            ShowTaken();
        }
        if (key == KioskKey.Cancel && Memory.HasPending)
        {
            for (var i = 0; i < _devices.Length; i++)
            {
                _devices[i].Return();
            }
        }
        else if (key == KioskKey.Cancel)
        {
            Go(SessionCause.Cancelled, now);
        }
        else if (DoorIsOpen || BoxIsOut)
        {
            Go(SessionCause.Disturbed, now);
        }
        else if (open == 0)
        {
            Go(SessionCause.Stopped, now);
        }
        else if (key == KioskKey.Finish || TakeIdentity() || Memory.SessionValue >= KioskLimits.SessionValueMax)
        {
            // Another account is another customer: no further note may be booked to the one who left.
            Go(SessionCause.Finished, now);
        }
        else if (now - MovedAt >= KioskLimits.SessionMs && !Memory.HasPending)
        {
            Go(SessionCause.TimedOut, now);
        }
    }

    private void WatchSettling(long now)
    {
        TakeIdentity();
        var settled = !Memory.HasPending;
        for (var i = 0; i < _devices.Length; i++)
        {
            settled &= !_devices[i].IsOpen && (_devices[i].IsReady || _devices[i].IsBlocked);
        }
        // A device that is gone is not waited for: what it still holds is told, and gets a receipt, when it is back.
        if (settled || now >= _deadline || (!Memory.HasPending && now - _enteredAt >= KioskLimits.SettleMs))
        {
            Go(Memory.ReceiptOwed ? SessionCause.Settled : SessionCause.Nothing, now);
        }
    }

    private void WatchOutOfService(long now)
    {
        TakeKeys(now);
        if (TakeIdentity())
        {
            var isCollector = _parts.Directory.IsCollector(_nextKind, _nextText);
            _account = isCollector ? _nextText : "";
            _nextText = null;
            if (isCollector)
            {
                Go(SessionCause.Collector, now);
                return;
            }
        }
        if (Memory.ReceiptOwed)
        {
            _account = Memory.Account;
            Go(SessionCause.Owed, now);
        }
        else if (AnyReady && !DoorIsOpen && !BoxIsOut)
        {
            Go(SessionCause.Ready, now);
        }
    }

    private bool AnyReady
    {
        get
        {
            for (var i = 0; i < _devices.Length; i++)
            {
                if (_devices[i].IsReady)
                {
                    return true;
                }
            }
            return false;
        }
    }

    // Devices pass through their own states now and then; away for half a minute is out of service.
    private bool IsDisturbed(long now)
    {
        _notReadySince = AnyReady ? -1 : _notReadySince < 0 ? now : _notReadySince;
        return DoorIsOpen || BoxIsOut || (_notReadySince >= 0 && now - _notReadySince >= KioskLimits.NoteMs);
    }

    /// <summary>Looks whether somebody said who they are; what is no text of ours is counted, and nothing else.</summary>
    /// <returns>True when there is a text, kept for the moment when it can be asked for.</returns>
    private bool TakeIdentity()
    {
        for (var i = 0; i < _parts.Sources.Length; i++)
        {
            var text = _parts.Sources[i].Take();
            if (text == null)
            {
                continue;
            }
            if (!IsText(text))
            {
                IdentitiesRefused++;
                continue;
            }
            _nextText = text;
            _nextKind = _parts.Sources[i].Kind;
        }
        return _nextText != null;
    }

    private static bool IsText(string text)
    {
        if (text == null || text.Length == 0 || text.Length > KioskLimits.AccountCharsMax)
        {
            return false;
        }
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] <= ' ' || text[i] > '~')
            {
                return false;
            }
        }
        return true;
    }
}
