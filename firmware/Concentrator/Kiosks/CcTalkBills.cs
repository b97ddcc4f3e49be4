namespace Wattline.Firmware.Kiosks;

/// <summary>A note validator: a note waits in escrow until it is journalled, and is then routed into the box.</summary>
public sealed class CcTalkBills : CcTalkDevice
{
    /// <param name="device">Its number in records.</param>
    /// <param name="address">Its address on the line, 40 as delivered.</param>
    /// <param name="bus">The line.</param>
    /// <param name="ledger">Where the money is written down.</param>
    public CcTalkBills(int device, int address, CcTalkBus bus, KioskLedger ledger)
        : base(device, address, bus, ledger)
    {
    }

    /// <summary>Events that reported a jam.</summary>
    public int Jams { get; private set; }

    /// <inheritdoc/>
    protected override int NameHeader => CcTalkHeader.BillId;

    /// <inheritdoc/>
    protected override int EventsHeader => CcTalkHeader.BillEvents;

    /// <inheritdoc/>
    protected override bool HasEscrow => true;

    /// <inheritdoc/>
    protected override int QuietMs => KioskLimits.QuietMs;

    /// <inheritdoc/>
    protected override bool TakeEvent(int first, int second, long now)
    {
        Move(now);
        if (first > 0)
        {
            return second == CcTalkBillEvent.InEscrow ? TakeEscrow(first, now) : second != CcTalkBillEvent.Stacked || TakeMoney(first, now);
        }
        switch (second)
        {
            case CcTalkBillEvent.Returned:
                if (Memory.HasPending)
                {
                    MoveMoney(now);
                    return Ledger.Settle(Device, MoneyType.Returned, -1, null, now);
                }
                return true;
            case CcTalkBillEvent.UnknownStacked:
                return TakeMoney(0, now);
            case CcTalkBillEvent.JammedUnsafe:
            case CcTalkBillEvent.JammedInStacker:
            case CcTalkBillEvent.StackerFaulty:
            case CcTalkBillEvent.StackerJammed:
            case CcTalkBillEvent.JammedSafe:
                Jams++;
                SetBlocked(true);
                return true;
            case CcTalkBillEvent.StackerFull:
            case CcTalkBillEvent.StackerRemoved:
                SetBlocked(true);
                return true;
            case CcTalkBillEvent.StackerOk:
            case CcTalkBillEvent.StackerInserted:
                SetBlocked(false);
                return true;
            case CcTalkBillEvent.PulledBackwards:
            case CcTalkBillEvent.Tamper:
            case CcTalkBillEvent.OptoFraud:
            case CcTalkBillEvent.StringFraud:
                // What becomes of the note is told by another event, or by the counter.
                Frauds++;
                return true;
            default:
                return true;
        }
    }

    private bool TakeEscrow(int channel, long now)
    {
        var value = Value(channel);
        if (!Accepts || value == 0 || value > ValueLeft || Memory.HasPending)
        {
            Refused++;
            WantReturn();
            return true;
        }
        if (!Ledger.Escrow(Device, Session, Account, channel, value, Currency, -1, now))
        {
            WantReturn();
            // The event is dealt with: the note goes back.
            return true;
        }
        MoveMoney(now);
        WantStack();
        return true;
    }

    private bool TakeMoney(int channel, long now)
    {
        MoveMoney(now);
        if (Memory.HasPending && (channel == 0 || channel == Memory.PendingChannel))
        {
            ValueLeft -= Memory.PendingValue;
            return Ledger.Settle(Device, MoneyType.Credited, -1, null, now);
        }
        return Ledger.Suspense(Device, null, channel, Value(channel), Currency, -1, SuspenseReason.PowerUp, now);
    }
}
