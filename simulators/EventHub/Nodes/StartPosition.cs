using System.Globalization;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Simulators.EventHub.Storage;

namespace Wattline.Simulators.EventHub.Nodes;

/// <summary>Where a reader wants to begin: the expression in its source's filter.</summary>
internal static class StartPosition
{
    /// <summary>The filter's name. Its descriptor differs from client to client.</summary>
    private const string FilterName = "apache.org:selector-filter:string";
    private const string Annotation = "amqp.annotation.x-opt-";

    /// <summary>The number of the first event that is wanted.</summary>
    /// <returns>Null when the expression is none that we know.</returns>
    public static long? Find(Terminus source, PartitionLog log)
    {
        if (source.Filter?[FilterName] is not { } filter)
        {
            return log.FirstSequence;
        }
        string text = (filter.Described?.Value ?? filter).Text ?? "";
        int at = text.IndexOf('>', StringComparison.Ordinal);
        if (at < 0 || !text.StartsWith(Annotation, StringComparison.Ordinal))
        {
            return null;
        }
        bool inclusive = text.AsSpan(at + 1).StartsWith("=");
        string value = text[(at + (inclusive ? 2 : 1))..].Trim().Trim('\'');
        if (value == "@latest")
        {
            return log.NextSequence;
        }
        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long key))
        {
            return null;
        }
        long first = inclusive ? key : key == long.MaxValue ? key : key + 1;
        return text[Annotation.Length..at].Trim() switch
        {
            "offset" => log.FirstAtLeast(first, stored => stored.Offset),
            "sequence-number" => log.FirstAtLeast(first, stored => stored.Sequence),
            "enqueued-time" => log.FirstAtLeast(first, stored => stored.EnqueuedAt),
            _ => null,
        };
    }
}
