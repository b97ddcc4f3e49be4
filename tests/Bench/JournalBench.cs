using System.Diagnostics;
using System.Text;
using Wattline.Gateway.Journal;

namespace Wattline.Tests.Bench;

/// <summary>Durable appends a second with group commit, beside the disk's own fsync.</summary>
internal static class JournalBench
{
    private const int PayloadBytes = 200;
    private const int Fsyncs = 500;
    private static readonly TimeSpan _time = TimeSpan.FromSeconds(5);

    public static void Run()
    {
        var folder = Directory.CreateTempSubdirectory("wattline-bench-");
        try
        {
            var fsync = Fsync(folder.FullName);
            Console.WriteLine();
            Console.WriteLine($"journal: records of {PayloadBytes} bytes in a temporary folder");
            Console.WriteLine($"  fsync of 4 KiB              p50 {fsync[fsync.Length / 2]:F2} ms, p99 {fsync[fsync.Length * 99 / 100]:F2} ms: one by one at most {1000 / fsync[fsync.Length / 2]:N0} durable appends/s");
            foreach (var window in new[] { 1, 16, 256, 4096 })
                Append(Path.Combine(folder.FullName, $"w{window}"), window);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Appends with at most <paramref name="window"/> records that are not durable yet.</summary>
    private static void Append(string folder, int window)
    {
        using var log = JournalLog.Open(folder, new JournalOptions(), TimeProvider.System);
        using var advanced = new AutoResetEvent(false);
        using var registration = log.OnDurable(_ => advanced.Set());
        var key = Encoding.UTF8.GetBytes("v1/up/C-0001/readings");
        ReadOnlyMemory<byte> payload = new byte[PayloadBytes];
        var count = 0L;
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < _time)
        {
            if (log.Append(JournalStream.Readings, 0, key, payload, out var lsn) == AppendOutcome.Appended)
                count++;
            while (lsn - log.DurableLsn >= window)
                advanced.WaitOne();
        }
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"  window {window,5}: {count / seconds,12:N0} durable appends/s");
    }

    private static double[] Fsync(string folder)
    {
        using var file = File.OpenHandle(Path.Combine(folder, "fsync"), FileMode.Create, FileAccess.Write);
        var page = new byte[4096];
        var times = new double[Fsyncs];
        for (var i = 0; i < Fsyncs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, page, i * 4096L);
            RandomAccess.FlushToDisk(file);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(times);
        return times;
    }
}
