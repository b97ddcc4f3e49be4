namespace Wattline.Simulators.Physics;

/// <summary>One injected fault.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Target">Whose fault it is: the name that the block gave to a meter, line, link or part.</param>
/// <param name="StartMicros">From when, in microseconds since the start.</param>
/// <param name="EndMicros">Until when, this moment excluded.</param>
/// <param name="Magnitude">How bad, in the unit of the kind; 0 where there is none.</param>
public sealed record Fault(FaultKind Kind, string Target, long StartMicros, long EndMicros, int Magnitude)
{
    /// <summary>True when it was there at some moment from <paramref name="fromMicros"/> to <paramref name="untilMicros"/>.</summary>
    public bool Touches(long fromMicros, long untilMicros) => StartMicros < untilMicros && EndMicros > fromMicros;

    /// <summary>True when it was there all the time from <paramref name="fromMicros"/> to <paramref name="untilMicros"/>.</summary>
    public bool Covers(long fromMicros, long untilMicros) => StartMicros <= fromMicros && EndMicros >= untilMicros;
}
