using System.Buffers;
using Wattline.Gateway.Journal;

namespace Wattline.Gateway.Runtime;

/// <summary>
/// Where a front door (the MQTT endpoint, an adapter) hands in what it received. What is handed in may be acknowledged to its sender
/// once the journal's durable LSN has reached the LSN given, and not before.
/// </summary>
/// <param name="journal">The durable log.</param>
/// <param name="wall">Dates what comes in.</param>
public sealed class IntakePort(JournalLog journal, TimeProvider wall)
{
    /// <summary>Journals a message as it came.</summary>
    /// <param name="topic">Its topic, UTF-8.</param>
    /// <param name="payload">Its bytes; copied before this returns.</param>
    /// <param name="lsn">What to wait for.</param>
    /// <returns><see cref="AppendOutcome.Appended"/>; anything else means that the message was not taken and must not be acknowledged.</returns>
    public AppendOutcome Accept(ReadOnlySpan<byte> topic, in ReadOnlySequence<byte> payload, out long lsn)
    {
        var outcome = journal.Append(Topics.Route(topic), wall.GetUtcNow().ToUnixTimeMilliseconds(), topic, payload, out lsn);
        if (outcome == AppendOutcome.Appended) RuntimeMetrics.Accepted.Add(1);
        else RuntimeMetrics.Refused.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        return outcome;
    }
}
