namespace Wattline.Cloud.Commands.Decisions;

/// <summary>What a person may do about commands.</summary>
public static class CommandRights
{
    /// <summary>Ask for commands, and take back what is not sent.</summary>
    public const string Commands = "commands";

    /// <summary>Release, as the second person, what another asked for.</summary>
    public const string Release = "release";

    /// <summary>Close a relay without the customer at the meter.</summary>
    public const string Close = "close";

    /// <summary>Ask for frames that write.</summary>
    public const string Write = "write";

    /// <summary>Give devices their keys and keep meters' passwords.</summary>
    public const string Keys = "keys";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Commands, Release, Close, Write, Keys];
}
