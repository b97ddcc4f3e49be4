using Wattline.Simulators.Block;
using Xunit;

namespace Wattline.Tests.World.Kiosks;

/// <summary>
/// The power fails once in a whole session: before every operation of the flash, and after every byte on the line. The normal
/// run takes one place in <c>WATTLINE_SWEEP_STRIDE</c> (default below); 1 takes all of them, thousands for each protocol.
/// </summary>
public sealed class PowerCutSweepTests(ITestOutputHelper output)
{
    private const int StrideByDefault = 61;

    private static int Stride { get; } = int.TryParse(Environment.GetEnvironmentVariable("WATTLINE_SWEEP_STRIDE"), out var stride) ? Math.Max(1, stride) : StrideByDefault;

    [Theory]
    [InlineData(KioskKind.Ssp)]
    [InlineData(KioskKind.EncryptedSsp)]
    [InlineData(KioskKind.CcTalk)]
    [InlineData(KioskKind.CcNet)]
    public void Every_note_ends_once_wherever_the_power_fails(KioskKind kind)
    {
        var whole = new SweepRun(kind, 1, default, false, false);
        Assert.Null(whole.Play());
        Assert.Equal(0, whole.Ends.Suspense);
        var failures = new List<string>();
        var (runs, cuts, undecided, suspense) = (0, 0, 0, 0);
        // The computer alone, the devices alone, both.
        foreach (var (host, devices) in new[] { (true, false), (false, true), (true, true) })
        {
            for (var at = 1; at <= whole.Bytes; at += Stride)
                Play(new SweepCut(0, at), host, devices);
            for (var at = 1; host && at <= whole.Operations; at += Math.Max(1, Stride / 16))
                Play(new SweepCut(at, 0), host, devices);
        }
        output.WriteLine($"{kind}: {runs} runs, {cuts} cuts, {whole.Bytes} bytes, {whole.Operations} operations of the flash; {suspense} pieces in suspense, {undecided} of them undecided; stride {Stride}");
        Assert.True(failures.Count == 0, $"{failures.Count} of {runs} runs fail\n" + string.Join("\n", failures.Take(10)));
        Assert.True(cuts > runs * 9 / 10, $"only {cuts} cuts in {runs} runs");

        void Play(SweepCut cut, bool host, bool devices)
        {
            var seed = cut.Byte * 7 + cut.Operation * 13 + (host ? 1 : 0) + (devices ? 2 : 0);
            var run = new SweepRun(kind, seed, cut, host, devices);
            if (run.Play() is { } problem)
                failures.Add($"{kind} seed {seed} {cut} host {host} devices {devices}: {problem}");
            runs++;
            cuts += run.WasCut ? 1 : 0;
            undecided += run.Undecided;
            suspense += run.Ends.Suspense;
        }
    }
}
