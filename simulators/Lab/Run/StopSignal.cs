using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Wattline.Simulators.Lab.Run;

/// <summary>Ctrl+C and SIGTERM ask for the end once; asked for again, a while later, it is not held up any more.</summary>
internal sealed class StopSignal : IDisposable
{
    /// <summary>Whoever starts the lab (timeout, dotnet run, a service manager) may pass on what the group of processes got already: one wish comes twice.</summary>
    private static readonly TimeSpan _sameWish = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private long _asked;

    public StopSignal()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    /// <summary>Cancelled when the end is asked for.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        lock (_lock)
        {
            if (_asked == 0)
                _asked = Stopwatch.GetTimestamp();
            context.Cancel = Stopwatch.GetElapsedTime(_asked) < _sameWish;
        }
        _stop.Cancel();
    }
}
