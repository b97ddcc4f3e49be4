namespace Wattline.Firmware.Kiosks;

/// <summary>
/// A device that takes money, whatever it speaks. It writes to the kiosk's ledger by itself: escrow before a note is
/// accepted, credit before the device is told that its money was heard of, and the fate of whatever a power cut left.
/// It takes money only between <see cref="Open"/> and <see cref="Close"/>.
/// </summary>
public interface ICashDevice : IMachine
{
    /// <summary>True when it is found, closed, and nothing of it is unsettled: it may be opened.</summary>
    bool IsReady { get; }

    /// <summary>True from <see cref="Open"/> until it is closed, by whomever.</summary>
    bool IsOpen { get; }

    /// <summary>True when it cannot take money though it is found: full, or jammed.</summary>
    bool IsBlocked { get; }

    /// <summary>When the last money moved, in milliseconds since this start.</summary>
    long MovedAt { get; }

    /// <summary>Lets it take money for an account. Only while it is ready.</summary>
    /// <param name="session">The session's number.</param>
    /// <param name="account">Whose the money is.</param>
    /// <param name="valueMax">Minor units that it may still take; a note above is given back.</param>
    void Open(long session, string account, long valueMax);

    /// <summary>No more money: what is in escrow goes back, what is on its way is settled.</summary>
    void Close();

    /// <summary>Gives the note in escrow back; the session goes on.</summary>
    void Return();
}
