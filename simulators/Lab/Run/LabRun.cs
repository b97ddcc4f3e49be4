using System.Diagnostics;
using System.Text.Json;
using Wattline.Simulators.Block;
using Wattline.Simulators.Meters.Load;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Lab.Run;

/// <summary>One run of the lab: everything started, the clock paced, the closing report.</summary>
internal static class LabRun
{
    /// <summary>How long the chain may take to deliver what is left, in real time, without any progress.</summary>
    private static readonly TimeSpan _drainPatience = TimeSpan.FromSeconds(30);

    /// <summary>Faults are drawn for this long when the run has no stated end.</summary>
    private static readonly TimeSpan _openEnd = TimeSpan.FromDays(60);

    /// <summary>Runs until the stated end, or until told to stop, and reports.</summary>
    /// <returns>0 when everything is accounted for; 1 when not; 2 when the lab could not start.</returns>
    public static async Task<int> RunAsync(LabOptions options, CancellationToken stop)
    {
        LoadProfile? profile = null;
        if (options.Profile is { } file && !TryReadProfile(file, out profile))
            return 2;
        var horizon = Horizon(options);
        var block = new BlockOptions
        {
            Concentrators = options.Concentrators,
            Lines = options.Lines,
            Meters = options.Meters,
            Kiosks = options.Kiosks,
            CustomersADay = options.Customers,
            Protocols = options.Protocols,
            Baud = options.Baud,
            EverySeconds = (int)options.Every.TotalSeconds,
            Seed = options.Seed,
            Profile = profile,
            CustomersUntilMicros = (long)horizon.TotalMicroseconds,
            KiosksAskCloud = true,
            MeterPassword = LabSecrets.NewMeterPassword(),
        };
        using var folder = new LabFolder(options.Data);
        await using var lab = new LabChain(options, new ResidentialBlock(block, DrawFaults(options, block, horizon)), folder);
        try
        {
            await lab.StartAsync(stop);
            using var screen = LabScreen.Open(lab, options);
            lab.ScheduleOrders();
            lab.ScheduleMoney();
            lab.Pace(horizon, stop);
            lab.Drain(_drainPatience);
            screen.Close();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Console.Error.WriteLine("Stopped before the block was up: there is nothing to report.");
            return 2;
        }
        var report = lab.Report();
        LabScreen.Print(report);
        if (options.Report is { } path)
            await File.WriteAllTextAsync(path, JsonSerializer.Serialize(report, LabReportJson.Default.LabReport) + "\n", CancellationToken.None);
        return report.Holds ? 0 : 1;
    }

    private static TimeSpan Horizon(LabOptions options)
    {
        if (options.Days is { } days)
            return days;
        return options.For is { } real && options.Speed > 0 ? real * options.Speed : _openEnd;
    }

    private static FaultPlan DrawFaults(LabOptions options, BlockOptions block, TimeSpan horizon)
    {
        var targets = ResidentialBlock.Targets(block);
        var groups = new List<(IReadOnlyList<string>, IReadOnlyList<FaultRate>)>();
        if (options.Faults is "line" or "all")
        {
            groups.Add((targets.Meters, FaultRate.OfMeters));
            groups.Add((targets.Lines, FaultRate.OfLines));
        }
        if (options.Faults is "link" or "all")
            groups.Add((targets.Links, FaultRate.OfLinks));
        if (options.Faults is "crash" or "all")
            groups.Add((targets.Parts, FaultRate.OfParts));
        if (options.Faults is "kiosk" or "all")
        {
            groups.Add((targets.Kiosks, FaultRate.OfKiosks));
            groups.Add((targets.Parts.Where(static part => part != FaultTargets.Gateway).ToList(), [.. FaultRate.OfFlashes, .. FaultRate.OfClocks]));
        }
        return FaultPlan.Draw(options.Seed, (long)horizon.TotalMicroseconds, [.. groups]);
    }

    private static bool TryReadProfile(string file, out LoadProfile? profile)
    {
        profile = null;
        try
        {
            using var reader = File.OpenText(file);
            if (LoadProfile.TryReadCsv(reader, out profile, out var error))
                return true;
            Console.Error.WriteLine($"{file}: {error}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"--profile: {fault.Message}");
        }
        return false;
    }
}
