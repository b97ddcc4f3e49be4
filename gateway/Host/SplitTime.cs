namespace Wattline.Gateway.Host;

/// <summary>The wall clock that was handed in, and the machine's own timers: records are dated by the one, disks and networks run by the other.</summary>
internal sealed class SplitTime(TimeProvider wall) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => wall.GetUtcNow();
}
