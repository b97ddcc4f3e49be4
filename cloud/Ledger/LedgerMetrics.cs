using System.Diagnostics.Metrics;
using Wattline.Cloud.Ledger.Transfers;

namespace Wattline.Cloud.Ledger;

/// <summary>What the ledger counts, for operators (System.Diagnostics.Metrics).</summary>
public sealed class LedgerMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Wattline.Cloud.Ledger";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _transfers;

    /// <summary>Makes the instruments.</summary>
    public LedgerMetrics()
    {
        _transfers = _meter.CreateCounter<long>("cloud.ledger.transfers", "{transfer}", "Transfers by what became of them: posted, known, or the refusal.");
    }

    /// <summary>Ends the instruments.</summary>
    public void Dispose() => _meter.Dispose();

    internal void Count(IReadOnlyList<PostingAnswer> answers)
    {
        if (!_transfers.Enabled) return;
        foreach (var group in answers.GroupBy(static answer => answer.Outcome))
            _transfers.Add(group.Count(), new KeyValuePair<string, object?>("outcome", group.Key.ToString().ToLowerInvariant()));
    }
}
