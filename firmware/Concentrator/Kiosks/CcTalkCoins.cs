namespace Wattline.Firmware.Kiosks;

/// <summary>A coin acceptor. A coin has no escrow: it is credited when it is heard of, and the acceptor is open for an identified customer only.</summary>
public sealed class CcTalkCoins : CcTalkDevice
{
    /// <param name="device">Its number in records.</param>
    /// <param name="address">Its address on the line, 2 as delivered.</param>
    /// <param name="bus">The line.</param>
    /// <param name="ledger">Where the money is written down.</param>
    public CcTalkCoins(int device, int address, CcTalkBus bus, KioskLedger ledger)
        : base(device, address, bus, ledger)
    {
    }

    /// <inheritdoc/>
    protected override int NameHeader => CcTalkHeader.CoinId;

    /// <inheritdoc/>
    protected override int EventsHeader => CcTalkHeader.CoinEvents;

    /// <inheritdoc/>
    protected override bool HasEscrow => false;

    /// <inheritdoc/>
    protected override int QuietMs => KioskLimits.CoinQuietMs;

    /// <inheritdoc/>
    protected override bool TakeEvent(int first, int second, long now)
    {
        if (first == 0)
        {
            // Refused, jammed, pulled on a string: no money. 254 is the return lever.
            Frauds += second is 20 or 23 or 24 ? 1 : 0;
            return true;
        }
        MoveMoney(now);
        var value = Value(first);
        if (Account == null || value == 0)
        {
            Refused++;
            // Whom it was opened for before this start is a suspicion, no more.
            return Ledger.Suspense(Device, Account == null ? Ledger.Memory.Account : Account, first, value, Currency, -1, SuspenseReason.NoSession, now);
        }
        if (!Ledger.Credit(Device, Session, Account, first, value, Currency, -1, now))
        {
            return false;
        }
        ValueLeft -= value;
        if (ValueLeft <= 0)
        {
            Close();
        }
        return true;
    }
}
