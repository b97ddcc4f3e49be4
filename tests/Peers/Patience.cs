using System.Diagnostics;

namespace Wattline.Tests.Peers;

/// <summary>Waits for other programs.</summary>
internal static class Patience
{
    private static readonly TimeSpan _most = TimeSpan.FromMinutes(3);

    /// <summary>Returns once something is so; fails with an explanation when it does not become so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, Func<string> explain, CancellationToken stop)
    {
        var since = Stopwatch.StartNew();
        while (!await isSo())
        {
            if (since.Elapsed > _most) throw new TimeoutException(explain());
            await Task.Delay(100, stop);
        }
    }

    public static Task UntilAsync(Func<bool> isSo, Func<string> explain, CancellationToken stop) => UntilAsync(() => Task.FromResult(isSo()), explain, stop);
}
