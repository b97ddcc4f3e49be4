namespace Wattline.Simulators.Meters;

/// <summary>What a meter has seen on its line since it was made.</summary>
public sealed class MeterCounters
{
    /// <summary>Good frames addressed to it, alone or by wildcard.</summary>
    public long Requests { get; internal set; }

    /// <summary>Good answers given, each part of a long one counted.</summary>
    public long Answers { get; internal set; }

    /// <summary>Abnormal answers given.</summary>
    public long Refusals { get; internal set; }

    /// <summary>Times its clock was set by a broadcast.</summary>
    public long ClockSets { get; internal set; }

    /// <summary>Broadcast times not taken: too far off, the second of a day, near midnight, or no time at all.</summary>
    public long ClockSetsIgnored { get; internal set; }

    /// <summary>Bytes dropped because they never became a frame.</summary>
    public long BytesDropped { get; internal set; }
}
