namespace Wattline.Tests.Gateway.Host.Support;

/// <summary>The machine's clock, told so much later than it is as a test wants: what ends at a time ends when the test says, however busy the machine.</summary>
internal sealed class LeapingTime : TimeProvider
{
    private long _aheadTicks;

    /// <summary>From now on it is so much later than on the machine.</summary>
    public void Leap(TimeSpan ahead) => Interlocked.Exchange(ref _aheadTicks, ahead.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _aheadTicks));
}
