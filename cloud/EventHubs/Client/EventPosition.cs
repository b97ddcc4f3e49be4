using System.Globalization;

namespace Wattline.Cloud.EventHubs.Client;

/// <summary>Where a consumer begins, as the expression that the hub's filter knows.</summary>
/// <param name="Expression">The expression.</param>
public sealed record EventPosition(string Expression)
{
    private const string Annotation = "amqp.annotation.x-opt-";

    /// <summary>The first event that is there.</summary>
    public static EventPosition Earliest { get; } = FromOffset("-1");

    /// <summary>What comes from now on.</summary>
    public static EventPosition Latest { get; } = FromOffset("@latest");

    /// <summary>Behind an event, or at it, by its offset.</summary>
    public static EventPosition FromOffset(string offset, bool inclusive = false) => Make("offset", offset, inclusive);

    /// <summary>Behind an event, or at it, by its number.</summary>
    public static EventPosition FromSequence(long sequence, bool inclusive = false) =>
        Make("sequence-number", sequence.ToString(CultureInfo.InvariantCulture), inclusive);

    /// <summary>At the first event that was stored after a time, or at it.</summary>
    public static EventPosition FromTime(DateTimeOffset time, bool inclusive = false) =>
        Make("enqueued-time", time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), inclusive);

    private static EventPosition Make(string what, string value, bool inclusive) => new($"{Annotation}{what} {(inclusive ? ">=" : ">")} '{value}'");
}
