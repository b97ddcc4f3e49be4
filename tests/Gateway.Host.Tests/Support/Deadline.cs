namespace Wattline.Tests.Gateway.Host.Support;

/// <summary>When a test on real sockets has hung: far above what a busy machine needs, so that a broken gateway is a failed test and not a run without end.</summary>
internal static class Deadline
{
    public const int Ms = 180_000;
}
