using System.Text;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Cbor;

namespace Wattline.Gateway.Uplinks.Link;

/// <summary>
/// Results of commands on their way to the cloud, out of the journal's stream of what is not interpreted. The rest of that stream is kept
/// as long as the journal is, and passed by. One thread at a time.
/// </summary>
public sealed class ResultLane(JournalReader reader) : IDisposable
{
    private const long ResultStream = 3;

    private int _underWay;

    /// <summary>Gives the next result.</summary>
    /// <returns>False when there is none, or enough are on their way.</returns>
    public bool TryNext(out LinkResult? result)
    {
        result = null;
        while (_underWay < LinkLimits.ResultsUnderWayMax && reader.TryRead(out var record) == ReadOutcome.Record)
        {
            if (!Topics.IsResults(record.Key.Span, out var name) || record.Payload.Length > LinkLimits.ResultBytesMax
                || !ConcentratorId.TryParse(Encoding.UTF8.GetString(name), out var concentrator))
            {
                reader.Acknowledge(record.Lsn);
                continue;
            }
            _underWay++;
            result = new LinkResult(record.Lsn, concentrator.Text, CommandOf(record.Payload.Span), Math.Max(record.ReceivedAt, 0), record.Payload.ToArray());
            return true;
        }
        return false;
    }

    /// <summary>The cloud has it.</summary>
    public void Noted(long number)
    {
        reader.Acknowledge(number);
        _underWay = Math.Max(_underWay - 1, 0);
    }

    /// <summary>Another connection: what the cloud has not noted goes again.</summary>
    public void Again()
    {
        reader.Rewind();
        _underWay = 0;
    }

    /// <summary>Returns the reader's buffer. The cursor stays as it is.</summary>
    public void Dispose() => reader.Dispose();

    /// <summary>
    /// The envelope (docs/uplink.md) with [id, …] in it: the command that is answered; null when it cannot be read, which is the cloud's to judge.
    /// </summary>
    private static long? CommandOf(ReadOnlySpan<byte> payload)
    {
        var cbor = new CborReader(payload);
        if (!cbor.ReadArrayOf(8) || !cbor.ReadCount(out var version) || version != 1 || !cbor.ReadUnsigned(out _) || !cbor.ReadCount(out var stream) || stream != ResultStream) return null;
        return cbor.ReadCount(out _) && cbor.ReadCount(out _) && cbor.ReadCount(out _) && cbor.ReadIntegerOrNull(out _)
            && cbor.ReadArray(out var count) && count >= 1 && cbor.ReadCount(out var id) && id > 0 ? id : null;
    }
}
