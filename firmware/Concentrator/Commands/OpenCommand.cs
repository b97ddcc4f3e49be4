namespace Wattline.Firmware.Commands;

/// <summary>A command under way: what the flash has of it, and what this start of the device knows beside.</summary>
internal sealed class OpenCommand
{
    /// <param name="slot">Its slot on the flash.</param>
    public OpenCommand(int slot)
    {
        Slot = slot;
    }

    public int Slot { get; }

    public bool IsUsed { get; set; }

    /// <summary>The signed part, as it came.</summary>
    public byte[] Signed { get; set; }

    public long Id { get; set; }

    public int Type { get; set; }

    public int Line { get; set; }

    public byte[] Address { get; } = new byte[6];

    public int Baud { get; set; }

    public long Decision { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long Expires { get; set; }

    /// <summary>Where the argument begins in <see cref="Signed"/>.</summary>
    public int Argument { get; set; }

    /// <summary>Its place in the table of decisions.</summary>
    public int Place { get; set; }

    /// <summary>One of <see cref="CommandState"/>.</summary>
    public int State { get; set; }

    /// <summary>What it does next: a number of its type's own.</summary>
    public int Stage { get; set; }

    /// <summary>When, uptime milliseconds.</summary>
    public long At { get; set; }

    /// <summary>Until when the meter is watched, uptime milliseconds; 0 before.</summary>
    public long Until { get; set; }

    /// <summary>Tries of the question that is asked.</summary>
    public int Tries { get; set; }

    /// <summary>Looks at the meter's state.</summary>
    public int Looks { get; set; }

    /// <summary>Times that the order was sent in this start of the device.</summary>
    public int Orders { get; set; }

    /// <summary>Which of several items.</summary>
    public int Item { get; set; }

    /// <summary>It was begun before this start of the device.</summary>
    public bool WasRestarted { get; set; }

    /// <summary>The meter said no to the order.</summary>
    public bool WasRefused { get; set; }

    /// <summary>Before the order the relay was open already, and might close: open proves nothing then.</summary>
    public bool WasOpen { get; set; }

    /// <summary>A newer decision was taken: it ends as soon as nothing of it is on the wire.</summary>
    public bool IsSuperseded { get; set; }

    /// <summary>The order, N1; 0 for none.</summary>
    public int Order { get; set; }

    /// <summary>PA P0 P1 P2 C0 C1 C2 C3: level, password and operator.</summary>
    public byte[] Rights { get; } = new byte[8];

    /// <summary>Minutes by which the meter's clock is ahead of UTC.</summary>
    public int Zone { get; set; }

    /// <summary>Milliseconds that the meter is watched.</summary>
    public long Patience { get; set; }

    /// <summary>What the meter last showed.</summary>
    public MeterWord Word { get; } = new MeterWord();

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        IsUsed = false;
        Signed = null;
        State = CommandState.None;
        Stage = 0;
        At = 0;
        Until = 0;
        Tries = 0;
        Looks = 0;
        Orders = 0;
        Item = 0;
        IsSuperseded = false;
        WasRestarted = false;
        WasRefused = false;
        WasOpen = false;
        Order = 0;
        Zone = 0;
        Patience = 0;
        Word.Clear();
    }
}
