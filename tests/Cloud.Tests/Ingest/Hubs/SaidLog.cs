using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Wattline.Tests.Cloud.Tests.Ingest.Hubs;

/// <summary>Log events by their number, to be waited for.</summary>
internal sealed class SaidLog : ILogger, ILoggerFactory
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<string>> _said = [];

    /// <summary>The text of the first log event of a number.</summary>
    public Task<string> SaidAsync(int number) => Of(number).Task;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Of(eventId.Id).TrySetResult($"{formatter(state, exception)} {exception}");

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private TaskCompletionSource<string> Of(int number) => _said.GetOrAdd(number, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
