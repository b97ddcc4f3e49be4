using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Wattline.Gateway.Host;
using Wattline.Gateway.Host.Up;
using Wattline.Tests.Gateway.Host.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Host;

public sealed class BackgroundLoopTests
{
    [Fact(Timeout = Deadline.Ms)]
    public async Task A_loop_that_crashes_leaves_an_exit_code_and_stops_the_gateway()
    {
        var crashed = new TaskCompletionSource();
        using var loop = new Scripted(_ => throw new InvalidOperationException("broken"), crashed.SetResult);
        await loop.StartAsync(TestContext.Current.CancellationToken);
        await crashed.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = 0; // The test's own process has not failed.
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_loop_that_is_asked_to_stop_ends_quietly()
    {
        var running = new TaskCompletionSource();
        using var loop = new Scripted(
            stop =>
            {
                running.SetResult();
                return Task.Delay(Timeout.InfiniteTimeSpan, new Shared.ManualTime(), stop);
            },
            () => Assert.Fail("No crash."));
        await loop.StartAsync(TestContext.Current.CancellationToken);
        await running.Task.WaitAsync(TestContext.Current.CancellationToken);
        await loop.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(loop.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact]
    public void Log_events_have_numbers_of_their_own()
    {
        var ids = typeof(HostLog).GetMethods(BindingFlags.Static | BindingFlags.Public).Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId).OfType<int>().ToList();
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.InRange(id, 4101, 4199));
    }

    private sealed class Scripted(Func<CancellationToken, Task> run, Action crashed) : BackgroundLoop(NullLogger.Instance, crashed)
    {
        protected override string Name => "scripted";

        protected override Task RunAsync(CancellationToken stop) => run(stop);
    }
}
