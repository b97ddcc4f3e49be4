using System.Text;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;

namespace Wattline.Gateway.Runtime;

/// <summary>The topics of the uplink contract (docs/uplink.md).</summary>
public static class Topics
{
    /// <summary>What every upward topic begins with.</summary>
    public static ReadOnlySpan<byte> Up => "v1/up/"u8;

    /// <summary>The journal's stream for a topic. A topic that is none of the contract's is kept among the others.</summary>
    public static JournalStream Route(ReadOnlySpan<byte> topic) =>
        TryRead(topic, out _, out var stream) ? stream : JournalStream.Other;

    /// <summary>Takes an upward topic apart: the concentrator's name, and the stream. False for any other topic.</summary>
    public static bool TryRead(ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> concentrator, out JournalStream stream)
    {
        concentrator = default;
        stream = JournalStream.Other;
        if (!topic.StartsWith(Up)) return false;
        var rest = topic[Up.Length..];
        var slash = rest.IndexOf((byte)'/');
        if (slash <= 0) return false;
        concentrator = rest[..slash];
        var name = rest[(slash + 1)..];
        if (StreamNames.TryParse(name, out StreamId counted)) stream = (JournalStream)(byte)counted;
        return true;
    }

    /// <summary>Where a concentrator's plan is published, retained.</summary>
    public static string Plan(ConcentratorId concentrator) => $"v1/down/{concentrator}/plan";

    /// <summary>All plans, as a filter.</summary>
    public const string Plans = "v1/down/+/plan";

    /// <summary>Where the time is told.</summary>
    public static string Time(ConcentratorId concentrator) => $"v1/down/{concentrator}/time";

    /// <summary>Where commands go.</summary>
    public static string Commands(ConcentratorId concentrator) => $"v1/down/{concentrator}/commands";

    /// <summary>Whether an upward topic is that of results, and whose.</summary>
    public static bool IsResults(ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> concentrator) =>
        TryRead(topic, out concentrator, out _) && topic[(Up.Length + concentrator.Length)..].SequenceEqual("/results"u8);
}
