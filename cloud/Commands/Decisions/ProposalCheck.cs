namespace Wattline.Cloud.Commands.Decisions;

/// <summary>What of a proposal can be judged by itself, in order of precedence.</summary>
internal static class ProposalCheck
{
    private const int Read = 0x11, ReadFollowing = 0x12, ReadAddress = 0x13, Relay = 0x1C, SecurityFrame = 0x03, Write = 0x14;
    private const int SealedLevel = 0x98;

    private static readonly int[] _orders = [0x1A, 0x1B, 0x1C, 0x2A, 0x2B, 0x3A, 0x3B];

    /// <summary>Whether a frame changes nothing in a meter.</summary>
    public static bool OnlyReads(CommandFrame frame) => frame.Control is Read or ReadFollowing or ReadAddress;

    public static DeskAnswer? Fault(CommandProposal proposal, CommandRule rule, Person person, long now)
    {
        var writes = rule.Kind == CommandKind.Transparent && proposal.Frame is { } frame && !OnlyReads(frame);
        foreach (var right in new[] { CommandRights.Commands, rule.Right, writes ? CommandRights.Write : "" })
            if (right.Length > 0 && !person.May(right)) return new(DeskOutcome.NotAllowed, What: "person", Why: $"the right '{right}' is needed for {rule.Name}");
        if (rule.OfMeter && (proposal.Meters.Count is 0 or > CommandLimits.MetersOfRequestMax || proposal.Concentrator is not null))
            return Bad(proposal.Concentrator is null ? "meters" : "concentrator", $"{rule.Name} is asked of 1 to {CommandLimits.MetersOfRequestMax} meters");
        if (!rule.OfMeter && (proposal.Meters.Count > 0 || proposal.Concentrator is null)) return Bad("concentrator", $"{rule.Name} is asked of one concentrator");
        if (proposal.Expires is { } expires && (expires.ToUnixTimeMilliseconds() <= now || expires.ToUnixTimeMilliseconds() - now > rule.LivesMsMax))
            return Bad("expires", $"a moment within the next {rule.LivesMsMax / 3_600_000} hours is needed for {rule.Name}");
        if (proposal.Reason.Length > CommandLimits.WordsCharsMax || (rule.MovesRelay && string.IsNullOrWhiteSpace(proposal.Reason)))
            return Bad("reason", $"why, in 1 to {CommandLimits.WordsCharsMax} characters");
        if (proposal.Consent.Length > CommandLimits.WordsCharsMax || (rule.NeedsConsent && string.IsNullOrWhiteSpace(proposal.Consent)))
            return Bad("consent", "the customer's consent is needed: who gave it, when and how");
        if (proposal.Request is { Length: 0 or > CommandLimits.RequestCharsMax }) return Bad("request", $"1 to {CommandLimits.RequestCharsMax} characters");
        if (proposal.PatienceSeconds is < 0 or > CommandLimits.PatienceSecondsMax) return Bad("patience_seconds", $"0 to {CommandLimits.PatienceSecondsMax}");
        return rule.Kind switch
        {
            CommandKind.ReadNow when proposal.Identifiers.Count is 0 or > CommandLimits.ReadsMax => Bad("identifiers", $"1 to {CommandLimits.ReadsMax} are needed"),
            CommandKind.ReadRange when proposal.Identifiers.Count != 1 => Bad("identifiers", "the first of the range is needed, and it alone"),
            CommandKind.ReadRange when proposal.Count is < 1 or > CommandLimits.ReadsMax => Bad("count", $"1 to {CommandLimits.ReadsMax}"),
            CommandKind.Freeze when proposal.Line is < 0 or > 7 => Bad("line", "0 to 7"),
            CommandKind.Freeze when proposal.Identifiers.Count > 1 || proposal.Identifiers.Any(static record => (record & 0xFFFF00FF) != 0x05010001 || record == 0x05010001) =>
                Bad("identifiers", "one record of the newest instantaneous freeze, 0501xx01"),
            CommandKind.Discover => Search(proposal.Search ?? new CommandSearch()),
            CommandKind.Transparent or CommandKind.Security => Frame(proposal.Frame, rule.Kind),
            _ => null,
        };
    }

    private static DeskAnswer? Search(CommandSearch search)
    {
        if (search.Line is < 0 or > 7) return Bad("search.line", "0 to 7");
        if (search.Seconds is < 1 or > CommandLimits.SearchSecondsMax) return Bad("search.seconds", $"1 to {CommandLimits.SearchSecondsMax}");
        return search.Settings is { } settings && (settings.Count > CommandLimits.SearchSettingsMax || settings.Any(static setting => setting.Baud is < 300 or > 115_200 || setting.Parity is < 0 or > 2 || setting.Protocol is < 0 or > 4))
            ? Bad("search.settings", $"at most {CommandLimits.SearchSettingsMax}, of 300 to 115200 baud parity 0 none, 1 odd, 2 even and protocol 0 DL/T 645-2007, 1 DL/T 645-1997")
            : null;
    }

    private static DeskAnswer? Frame(CommandFrame? frame, CommandKind kind)
    {
        if (frame is null) return Bad("frame", "control and data are needed");
        if (frame.Control is < 1 or > 0x1F) return Bad("frame.control", "a control code from 01H to 1FH is needed");
        if (frame.Data.Length > CommandLimits.FrameBytesMax || frame.Repeated is < 0 or > 4 || frame.Repeated > frame.Data.Length) return Bad("frame.data", $"at most {CommandLimits.FrameBytesMax} bytes, of which an answer repeats 0 to 4");
        if (kind == CommandKind.Transparent)
            return frame.Control is Relay or SecurityFrame ? Bad("frame.control", "relays and security modules have commands of their own") : null;
        var levelAt = frame.Control == Write ? 4 : 0;
        var isSealed = frame.Data.Length > levelAt && frame.Data[levelAt] >= SealedLevel;
        if (frame.Control != SecurityFrame && !(frame.Control is Relay or Write && isSealed)) return Bad("frame.control", "a security module's frame is 03H, or 1CH or 14H at level 98H or above");
        return (frame.Order == 0 && frame.Control != Relay) || _orders.Contains(frame.Order) ? null : Bad("frame.order", "the order (N1) in the frame is needed, and one that commands may carry");
    }

    private static DeskAnswer Bad(string what, string why) => new(DeskOutcome.BadField, What: what, Why: why);
}
