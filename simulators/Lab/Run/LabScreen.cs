using System.Globalization;
using Spectre.Console;

namespace Wattline.Simulators.Lab.Run;

/// <summary>What the lab's user sees: where to look, a live table in a terminal (a line now and then elsewhere), the closing report.</summary>
internal sealed class LabScreen : IDisposable
{
    private static readonly TimeSpan _refresh = TimeSpan.FromMilliseconds(500);

    /// <summary>Without a terminal: often enough to see progress, seldom enough to read a log.</summary>
    private static readonly TimeSpan _logEvery = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _closing = new();
    private readonly Task _painting;

    private LabScreen(Func<CancellationToken, Task> paint) => _painting = Task.Run(() => paint(_closing.Token));

    /// <summary>Prints the addresses and begins to show how the chain stands.</summary>
    public static LabScreen Open(LabChain lab, LabOptions options)
    {
        PrintAddresses(lab, options);
        return new LabScreen(stop => Console.IsOutputRedirected ? LogAsync(lab, stop) : PaintAsync(lab, stop));
    }

    /// <summary>Stops to show.</summary>
    public void Close()
    {
        _closing.Cancel();
        _painting.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        Close();
        _closing.Dispose();
    }

    /// <summary>The closing report for people.</summary>
    public static void Print(LabReport report)
    {
        Console.WriteLine();
        Line("readings expected", report.ReadingsExpected);
        Line("readings stored", report.ReadingsStored);
        Line("readings explained", report.ReadingsExplained);
        foreach (var (cause, count) in report.ExplainedBy)
            Line($"  by {cause}", count);
        Line("readings unexplained", report.ReadingsUnexplained);
        Line("explained falsely", report.ExplainedFalsely);
        Line("duplicates stored", report.DuplicatesStored);
        Line("quarantined", report.Quarantined);
        Line("replays", report.Replays);
        Line("crashes survived", report.Crashes);
        Line("cash taken (minor units)", report.CashTaken);
        Line("credited", report.Credited);
        Line("  payments", report.Payments);
        Line("in suspense", report.Suspense);
        Line("  pieces of unknown value", report.SuspenseUnknown);
        Line("  in quarantine", report.MoneyQuarantined);
        Line("forged by copies, refused", report.Forged);
        Line("money unexplained", report.MoneyUnexplained);
        foreach (var (state, count) in report.Orders)
            Line($"commands {state}", count);
        foreach (var step in report.FirstOrder.Concat(report.Stories))
            Console.WriteLine($"  {step}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{"latency, flash to cloud",-28}p50 {report.LatencyMs.P50} ms, p99 {report.LatencyMs.P99} ms"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"line utilisation",-28}{report.LineUtilisation:P2}"));
        foreach (var problem in report.Problems)
            Console.WriteLine($"  ! {problem}");
        Console.WriteLine(report.Holds
            ? "Every interval and every coin is accounted for."
            : "NOT everything is accounted for: see above.");

        static void Line(string name, long value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28}{value}"));
    }

    private static void PrintAddresses(LabChain lab, LabOptions options)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Wattline lab: {options.Concentrators} concentrators, {lab.Block.Meters.Count} meters, {options.Kiosks} kiosks, {options.Baud} baud, every {options.Every}, faults {options.Faults}, seed {options.Seed}, speed {options.Speed}"));
        Console.WriteLine($"  portal     {lab.PortalUrl}");
        Console.WriteLine($"  gateway    {lab.GatewayUrl}/health/ready");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  mqtt       127.0.0.1:{lab.MqttPort}"));
        if (lab.HubsUrl is { } hubs)
            Console.WriteLine($"  hubs       {hubs}");
        Console.WriteLine($"  passwords  {lab.PasswordsFile}");
        Console.WriteLine($"  watch      mosquitto_sub -p {lab.MqttPort} -i {LabSecrets.Operator} -u {LabSecrets.Operator} -P $(sed -n 's/^{LabSecrets.Operator} //p' {lab.PasswordsFile}) -t 'v1/#' -F '%t %l bytes'");
        Console.WriteLine("  Ctrl+C ends the run with its report.");
    }

    private static async Task LogAsync(LabChain lab, CancellationToken stop)
    {
        while (await SleepAsync(_logEvery, stop))
            Log(lab.Status);
        // The end is told too, however soon it comes.
        Log(lab.Status);
    }

    private static void Log(LabStatus now) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{now.Simulated:yyyy-MM-dd HH:mm} {now.MetersRead}/{now.Meters} meters read, {now.Readings} readings stored, {now.Unacknowledged} + {now.GatewayDepth + (now.HubEvents ?? 0)} messages on their way, {now.Crashes} crashes, p99 {now.Latency.P99} ms"));

    private static Task PaintAsync(LabChain lab, CancellationToken stop) =>
        AnsiConsole.Live(Table(lab.Status)).AutoClear(true).StartAsync(async live =>
        {
            while (await SleepAsync(_refresh, stop))
                live.UpdateTarget(Table(lab.Status));
        });

    private static async Task<bool> SleepAsync(TimeSpan time, CancellationToken stop)
    {
        await Task.Delay(time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stop.IsCancellationRequested;
    }

    private static Table Table(LabStatus now)
    {
        var table = new Table().RoundedBorder().AddColumn("where").AddColumn("what").AddColumn(new TableColumn("now").RightAligned());
        table.AddRow("clock", "simulated time", now.Simulated.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        table.AddRow("meters", $"read in slot {now.Slot?.ToString("HH:mm", CultureInfo.InvariantCulture) ?? "-"}", $"{now.MetersRead} / {now.Meters}");
        table.AddRow("lines", "utilisation", now.LineUtilisation.ToString("P2", CultureInfo.InvariantCulture));
        table.AddRow("kiosks", "cash taken", (now.CashTaken / 100m).ToString("F2", CultureInfo.InvariantCulture));
        table.AddRow("concentrators", "messages not acknowledged", Number(now.Unacknowledged));
        table.AddRow("gateway", "journal depth", Number(now.GatewayDepth));
        table.AddRow("", "quarantined", Number(now.Quarantined));
        if (now.HubEvents is { } waiting)
            table.AddRow("hubs", "events not taken", Number(waiting));
        table.AddRow("cloud", "messages", Number(now.Messages));
        table.AddRow("", "readings stored", Number(now.Readings));
        table.AddRow("", "latency p50 / p99", string.Create(CultureInfo.InvariantCulture, $"{now.Latency.P50} / {now.Latency.P99} ms"));
        table.AddRow("faults", "crashes survived", Number(now.Crashes));
        table.AddRow("", "down now", now.Down.Length == 0 ? "-" : Markup.Escape(now.Down));
        return table;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
