namespace Wattline.Cloud.Commands.Queue;

/// <summary>How states follow each other.</summary>
public static class CommandLife
{
    private const int Over = 9;

    /// <summary>Whether a device's word moves a command on: never back, and an end is one, but what was allowed may be closed.</summary>
    public static bool Follows(CommandState from, CommandState to) =>
        (from == CommandState.Allowed && to == CommandState.Closed) || Rank(to) > Rank(from);

    /// <summary>Whether nothing more is waited for.</summary>
    public static bool IsOver(CommandState state) => Rank(state) == Over;

    private static int Rank(CommandState state) => state switch
    {
        CommandState.Proposed => 0,
        CommandState.Queued => 1,
        CommandState.Sent or CommandState.Unconfirmed => 2,
        CommandState.Delivered => 3,
        CommandState.Accepted => 4,
        CommandState.Pending => 5,
        CommandState.Done => 6,
        _ => Over,
    };
}
