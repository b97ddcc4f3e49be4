using System.Text.Json.Serialization;

namespace Wattline.Simulators.Lab.Run;

/// <summary>The closing report. A reading is one value of one register at one slot.</summary>
internal sealed record LabReport
{
    public required int Seed { get; init; }

    public required string Faults { get; init; }

    /// <summary>Simulated time of the first slot.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Simulated time of the last slot that is counted.</summary>
    public required DateTimeOffset End { get; init; }

    public required int Concentrators { get; init; }

    public required int Meters { get; init; }

    /// <summary>What the total register of every meter showed at <see cref="Start"/>, kWh.</summary>
    public required string RegisterStart { get; init; }

    /// <summary>Counted by the simulated meters from the plan.</summary>
    public required long ReadingsExpected { get; init; }

    public required long ReadingsStored { get; init; }

    /// <summary>Absent with a quality code that names a cause.</summary>
    public required long ReadingsExplained { get; init; }

    public required SortedDictionary<string, long> ExplainedBy { get; init; }

    /// <summary>Expected, and neither stored nor explained; or stored with a value that the meter never showed.</summary>
    public required long ReadingsUnexplained { get; init; }

    /// <summary>Explained by a cause that nobody injected, or though the value could still be read.</summary>
    public required long ExplainedFalsely { get; init; }

    public required long DuplicatesStored { get; init; }

    public required long Quarantined { get; init; }

    public required long Replays { get; init; }

    public required int Crashes { get; init; }

    /// <summary>Faults injected, by kind.</summary>
    public required SortedDictionary<string, int> FaultsInjected { get; init; }

    /// <summary>Minor units that the kiosks' cash boxes hold by the validators' own count.</summary>
    public required long CashTaken { get; init; }

    public required long Credited { get; init; }

    /// <summary>Notes and coins credited.</summary>
    public int Payments { get; init; }

    public required long Suspense { get; init; }

    /// <summary>Pieces in suspense whose value no device could tell: in the boxes, and in no sum here until a person has counted them.</summary>
    public int SuspenseUnknown { get; init; }

    /// <summary>Minor units of records in quarantine: a restored flash gave their sequences again.</summary>
    public long MoneyQuarantined { get; init; }

    /// <summary>Minor units that went back to the customers.</summary>
    public required long Refunded { get; init; }

    /// <summary>Minor units that copies of kiosks told of, and that were in no box: they reach no customer.</summary>
    public long Forged { get; init; }

    public required long MoneyUnexplained { get; init; }

    /// <summary>Real time from the concentrator's journal to the cloud's commit.</summary>
    public required LatencyMs LatencyMs { get; init; }

    /// <summary>Share of simulated time in which bytes were on the RS-485 lines.</summary>
    public required double LineUtilisation { get; init; }

    /// <summary>Commands that the lab's people gave, by what became of them.</summary>
    public SortedDictionary<string, int> Orders { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The life of the first command: what happened, and by whom.</summary>
    public IReadOnlyList<string> FirstOrder { get; init; } = [];

    /// <summary>Customers in arrears, from the bill to the voltage, with the simulated seconds between the steps.</summary>
    public IReadOnlyList<string> Stories { get; init; } = [];

    /// <summary>Stories that did not come to their end, a ledger that is not balanced, and what cloud or kiosk said of a relay that was not so.</summary>
    public int Broken { get; init; }

    /// <summary>The first of whatever makes the run fail, in words.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>True when nothing is unexplained, falsely explained, stored twice or broken.</summary>
    [JsonIgnore]
    public bool Holds => ReadingsUnexplained == 0 && ExplainedFalsely == 0 && DuplicatesStored == 0 && MoneyUnexplained == 0 && Broken == 0;
}

/// <summary>Milliseconds.</summary>
internal readonly record struct LatencyMs(double P50, double P99);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LabReport))]
internal sealed partial class LabReportJson : JsonSerializerContext;
