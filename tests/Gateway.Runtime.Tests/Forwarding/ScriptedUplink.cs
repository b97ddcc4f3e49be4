using System.Text.Json;
using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Gateway.Uplinks;

namespace Wattline.Tests.Gateway.Runtime.Forwarding;

/// <summary>A cloud that answers by a script; when the script is over, everything is durable.</summary>
internal sealed class ScriptedUplink : IUplink
{
    private readonly Queue<UplinkOutcome> _script = new();
    private UplinkOutcome _outcome;

    /// <summary>Every batch that was sent, as ids.</summary>
    public List<string[]> Batches { get; } = [];

    /// <summary>Every batch that was sent, as bytes.</summary>
    public List<byte[]> Bytes { get; } = [];

    /// <summary>Ids of what is durable in the cloud.</summary>
    public List<string> Stored { get; } = [];

    /// <summary>Ids that make the cloud refuse a batch.</summary>
    public HashSet<string> Poison { get; } = [];

    /// <summary>Leaves batches unanswered.</summary>
    public bool IsSilent { get; set; }

    public void Answer(params UplinkOutcome[] outcomes) => Array.ForEach(outcomes, _script.Enqueue);

    /// <summary>The batch that parts are taken of.</summary>
    public CloudEventsBatch? Batch { get; set; }

    /// <inheritdoc/>
    public IReadOnlyList<RejectedMessage> Rejected { get; set; } = [];

    /// <inheritdoc/>
    public UplinkOutcome Trouble { get; set; }

    public void Send(int first, int count)
    {
        var batch = Batch!.Part(first, count);
        var ids = JsonDocument.Parse(batch).RootElement.EnumerateArray().Select(item => item.GetProperty("id").GetString()!).ToArray();
        Xunit.Assert.Equal(count, ids.Length);
        Batches.Add(ids);
        Bytes.Add(batch.ToArray());
        _outcome = _script.Count > 0 ? _script.Dequeue() : Poison.Overlaps(ids) ? UplinkOutcome.Refused : UplinkOutcome.Durable;
        if (_outcome == UplinkOutcome.Durable) Stored.AddRange(ids);
    }

    public UplinkOutcome Poll() => IsSilent ? UplinkOutcome.Pending : _outcome;
}
