namespace Wattline.Simulators.Meters.Serving;

/// <summary>Meters behind a pseudo-terminal, which other software opens as a serial port. Linux only.</summary>
public sealed class MeterTerminal : IAsyncDisposable
{
    private readonly PseudoTerminal _terminal;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    private MeterTerminal(MeterShelf shelf, PseudoTerminal terminal, int chunkBytesMax)
    {
        _terminal = terminal;
        _serving = ServeAsync(shelf, chunkBytesMax);
    }

    /// <summary>The device file to open, such as /dev/pts/3.</summary>
    public string Path => _terminal.Path;

    /// <summary>Opens a pseudo-terminal.</summary>
    /// <exception cref="IOException">The system gave none.</exception>
    public static MeterTerminal Start(MeterShelf shelf, int chunkBytesMax = 16) => new(shelf, PseudoTerminal.Open(shelf.Time), chunkBytesMax);

    /// <summary>Closes the terminal.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _terminal.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync(MeterShelf shelf, int chunkBytesMax)
    {
        try
        {
            await shelf.ServeAsync(_terminal.Stream, chunkBytesMax, _stop.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Asked to stop.
        }
    }
}
