using System;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Commands;

/// <summary>
/// The last decision for each meter, and how its command stands: on the flash, so that no restart makes an old decision
/// good again. Pages of the journal's states are looked through where they are.
/// </summary>
internal sealed class DecisionTable
{
    private const int EntryBytes = 34;
    private const int LineAt = 6;
    private const int UsedAt = 7;
    private const int DecisionAt = 8;
    private const int IdAt = 16;
    private const int ExpiresAt = 24;
    private const int StateAt = 32;
    private const int ReasonAt = 33;

    private readonly IJournal _journal;
    private readonly byte[] _page = new byte[EntryBytes * CommandLimits.DecisionsOfPage];

    public DecisionTable(IJournal journal)
    {
        _journal = journal;
    }

    /// <summary>Entries that there may be.</summary>
    public static int Capacity => StateKeys.CommandPages * CommandLimits.DecisionsOfPage;

    /// <summary>The entry of a meter.</summary>
    /// <returns>Its place; −1 when there is none.</returns>
    public int Find(byte[] address, int line)
    {
        for (var place = 0; place < Capacity; place++)
        {
            var page = Page(place);
            if (page == null)
            {
                return -1; // Pages are made in order.
            }

            var at = At(place);
            if (page[at + UsedAt] != 0 && page[at + LineAt] == line && Matches(page, at, address))
            {
                return place;
            }
        }

        return -1;
    }

    /// <summary>A place for another meter: one that is free, else one whose decision no command can be older than and still be in time.</summary>
    /// <param name="now">Unix milliseconds; 0 when the clock is not valid.</param>
    /// <returns>The place; −1 when there is none.</returns>
    public int Room(long now)
    {
        for (var place = 0; place < Capacity; place++)
        {
            var page = Page(place);
            if (page == null || page[At(place) + UsedAt] == 0)
            {
                return _journal.CanKeep(Key(place), _page.Length) ? place : -1;
            }
        }

        for (var place = 0; place < Capacity; place++)
        {
            if (Expires(place) + CommandLimits.AheadMax < now && CommandState.IsEnd(State(place)))
            {
                return place;
            }
        }

        return -1;
    }

    public bool IsUsed(int place)
    {
        var page = Page(place);
        return page != null && page[At(place) + UsedAt] != 0;
    }

    public long Decision(int place) => Number(place, DecisionAt);

    public long Id(int place) => Number(place, IdAt);

    public long Expires(int place) => Number(place, ExpiresAt);

    public int State(int place) => Page(place)[At(place) + StateAt];

    public int Reason(int place) => Page(place)[At(place) + ReasonAt];

    /// <summary>Takes a decision for a meter; durable with the next commit.</summary>
    /// <returns>False when the flash refused.</returns>
    public bool Take(int place, byte[] address, int line, CommandMessage message, int state, int reason)
    {
        Load(place);
        var at = At(place);
        Array.Copy(address, 0, _page, at, 6);
        _page[at + LineAt] = (byte)line;
        _page[at + UsedAt] = 1;
        LittleEndian.Put(_page, at + DecisionAt, 8, message.Decision);
        LittleEndian.Put(_page, at + IdAt, 8, message.Id);
        LittleEndian.Put(_page, at + ExpiresAt, 8, message.Expires);
        _page[at + StateAt] = (byte)state;
        _page[at + ReasonAt] = (byte)reason;
        return _journal.SetState(Key(place), _page);
    }

    /// <summary>The command of a decision is in another state; durable with the next commit.</summary>
    public bool Move(int place, int state, int reason)
    {
        Load(place);
        _page[At(place) + StateAt] = (byte)state;
        _page[At(place) + ReasonAt] = (byte)reason;
        return _journal.SetState(Key(place), _page);
    }

    private static int Key(int place) => StateKeys.FirstCommandPage + (place / CommandLimits.DecisionsOfPage);

    private static int At(int place) => place % CommandLimits.DecisionsOfPage * EntryBytes;

    private static bool Matches(byte[] page, int at, byte[] address)
    {
        for (var i = 0; i < 6; i++)
        {
            if (page[at + i] != address[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The page of a place; null while there is none.</summary>
    private byte[] Page(int place)
    {
        var page = _journal.GetState(Key(place));
        return page == null || page.Length != _page.Length ? null : page;
    }

    private long Number(int place, int field) => LittleEndian.Get(Page(place), At(place) + field, 8);

    private void Load(int place)
    {
        var page = Page(place);
        if (page == null)
        {
            Array.Clear(_page, 0, _page.Length);
        }
        else
        {
            Array.Copy(page, 0, _page, 0, _page.Length);
        }
    }
}
