using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Ports;
using Xunit;

namespace Wattline.Tests.Fuzz;

/// <summary>A line on which every question brings the next part of the same bytes, up to the next of the ends, in pieces; time goes on as the master asks for it.</summary>
internal sealed class FuzzLine(byte[] bytes, IReadOnlyList<int>? ends = null) : ISerialLine
{
    /// <summary>A master that waits longer than an hour for anything, or steps this often, does not end.</summary>
    private const long GuardMilliseconds = 3_600_000;
    private const int StepsMax = 100_000;

    private readonly Random _pieces = new(bytes.Length);
    private int _given;
    private int _asked;
    private int _until;

    public void Configure(int baud, int parity, int stopBits)
    {
    }

    public void Write(byte[] buffer, int offset, int count)
    {
        Assert.InRange(count, 1, 4096);
        _until = ends is null || _asked >= ends.Count ? bytes.Length : ends[_asked];
        _asked++;
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        int read = Math.Min(count, Math.Min(_until - _given, _pieces.Next(0, 40)));
        bytes.AsSpan(_given, read).CopyTo(buffer.AsSpan(offset));
        _given += read;
        return read;
    }

    /// <summary>Steps a master to its outcome.</summary>
    public static int Finish(LineExchange master)
    {
        long now = 0;
        for (int steps = 0; master.Busy; steps++)
        {
            Assert.True(now < GuardMilliseconds && steps < StepsMax, "the exchange does not end");
            now = steps % 8 < 7 ? now + 1 : Math.Max(now + 1, master.NextWake);
            master.Step(now);
        }

        Assert.InRange(master.Outcome, ExchangeOutcome.Answered, ExchangeOutcome.Unauthenticated);
        return master.Outcome;
    }
}
