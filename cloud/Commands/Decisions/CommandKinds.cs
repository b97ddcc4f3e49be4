using Wattline.Cloud.Commands.Queue;

namespace Wattline.Cloud.Commands.Decisions;

/// <summary>The rules of each kind, as a table.</summary>
public static class CommandKinds
{
    private const long Minute = 60_000;
    private const long Day = 1_440 * Minute;

    private static readonly Dictionary<string, CommandRule> _byName = new[]
    {
        new CommandRule(CommandKind.ReadNow, "read_now", OfMeter: true, CommandState.Done, 10 * Minute, Day),
        new CommandRule(CommandKind.ReadRange, "read_range", OfMeter: true, CommandState.Done, 60 * Minute, Day),
        new CommandRule(CommandKind.SetClock, "set_clock", OfMeter: true, CommandState.Verified, 60 * Minute, Day) { NeedsAccess = true },
        new CommandRule(CommandKind.Trip, "trip", OfMeter: true, CommandState.Verified, 10 * Minute, Day) { NeedsAccess = true, MovesRelay = true, IsCapped = true },
        new CommandRule(CommandKind.AllowClose, "allow_close", OfMeter: true, CommandState.Allowed, 60 * Minute, Day) { NeedsAccess = true, MovesRelay = true },
        new CommandRule(CommandKind.Close, "close", OfMeter: true, CommandState.Closed, 10 * Minute, Day) { NeedsAccess = true, MovesRelay = true, Right = CommandRights.Close, NeedsConsent = true },
        new CommandRule(CommandKind.KeepPower, "keep_power", OfMeter: true, CommandState.Verified, 60 * Minute, Day) { NeedsAccess = true, MovesRelay = true },
        new CommandRule(CommandKind.KeepPowerOff, "keep_power_off", OfMeter: true, CommandState.Verified, 60 * Minute, Day) { NeedsAccess = true, MovesRelay = true },
        new CommandRule(CommandKind.Alarm, "alarm", OfMeter: true, CommandState.Done, 60 * Minute, Day) { NeedsAccess = true, MovesRelay = true },
        new CommandRule(CommandKind.AlarmOff, "alarm_off", OfMeter: true, CommandState.Done, 60 * Minute, Day) { NeedsAccess = true, MovesRelay = true },
        new CommandRule(CommandKind.ChangePlan, "change_plan", OfMeter: false, CommandState.Verified, Day, 7 * Day),
        new CommandRule(CommandKind.Transparent, "transparent", OfMeter: true, CommandState.Done, 10 * Minute, Day),
        new CommandRule(CommandKind.Security, "security", OfMeter: true, CommandState.Done, 10 * Minute, Day) { Right = CommandRights.Write, NeedsSecond = true },
        new CommandRule(CommandKind.Discover, "discover", OfMeter: false, CommandState.Done, 60 * Minute, Day),
        new CommandRule(CommandKind.Freeze, "freeze", OfMeter: false, CommandState.Done, 30 * Minute, Day),
        new CommandRule(CommandKind.Reboot, "reboot", OfMeter: false, CommandState.Verified, 10 * Minute, Day),
    }.ToDictionary(static rule => rule.Name, StringComparer.Ordinal);

    private static readonly Dictionary<CommandKind, CommandRule> _byKind = _byName.Values.ToDictionary(static rule => rule.Kind);

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>A kind's rule by its name; null for a name that is none.</summary>
    public static CommandRule? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A kind's rule.</summary>
    public static CommandRule Of(CommandKind kind) => _byKind[kind];
}
