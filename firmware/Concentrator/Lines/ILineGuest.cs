using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Lines;

/// <summary>
/// Asks on lines between the questions of the plan, and before them: commands. A line is lent for one exchange at a
/// time, at the boundary of two questions.
/// </summary>
public interface ILineGuest
{
    /// <summary>When <see cref="Wants"/> may become true without input, uptime milliseconds.</summary>
    long NextWake { get; }

    /// <summary>True to have a line for the next exchange; asked at every boundary, and at once after <see cref="Done"/>.</summary>
    bool Wants(int line, long now);

    /// <summary>True to have a line that nobody else wants now.</summary>
    bool WantsRest(int line, long now);

    /// <summary>Begins the exchange. Where it begins none, the line goes on with the plan.</summary>
    /// <param name="line">Which line.</param>
    /// <param name="master">Its DL/T 645 master, idle.</param>
    /// <param name="setting">Sets the line's speed and check bit, before the master begins.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    void Begin(int line, Dlt645Master master, LineSetting setting, long now);

    /// <summary>The protocol whose finder has the line for the next exchange in place of the DL/T 645 master; -1 for none.</summary>
    int FinderOf(int line);

    /// <summary>Begins a step of a search.</summary>
    void Begin(int line, IMeterFinder finder, LineSetting setting, long now);

    /// <summary>The step is over.</summary>
    void Done(int line, IMeterFinder finder, long now);

    /// <summary>The exchange is over; what came of it stands in the master.</summary>
    void Done(int line, Dlt645Master master, long now);
}
