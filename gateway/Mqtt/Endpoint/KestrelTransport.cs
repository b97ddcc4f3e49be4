using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Wattline.Gateway.Mqtt;

/// <summary>
/// The way to a client over a Kestrel connection. Bytes go straight into its pipe; while the socket is behind, they gather
/// here, where they are counted, and follow when it has caught up.
/// </summary>
internal sealed class KestrelTransport(ConnectionContext connection) : IMqttTransport
{
    private readonly Lock _lock = new();
    private readonly PipeWriter _output = connection.Transport.Output;
    private TaskCompletionSource? _waiting;
    private bool _resumed;
    private ArrayBufferWriter<byte>? _overflow;
    private bool _flushing;
    private bool _broken;

    public long UnsentBytes => Volatile.Read(ref _overflow)?.WrittenCount ?? 0;

    public void Send(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_broken)
            {
                return;
            }
            if (_flushing)
            {
                _overflow ??= new();
                _overflow.Write(bytes);
            }
            else
            {
                TryWrite(bytes);
            }
        }
    }

    public void Flush()
    {
        lock (_lock)
        {
            if (_flushing || _broken)
            {
                return;
            }
            try
            {
                var flush = _output.FlushAsync();
                if (flush.IsCompletedSuccessfully)
                {
                    _broken |= flush.Result.IsCompleted;
                    return;
                }
                _flushing = true;
                _ = Follow(flush);
            }
            catch (InvalidOperationException)
            {
                _broken = true;
            }
        }
    }

    public void Resume()
    {
        connection.Transport.Input.CancelPendingRead();
        lock (_lock)
        {
            _resumed = _waiting is null;
            _waiting?.TrySetResult();
            _waiting = null;
        }
    }

    public void Close(CloseReason reason)
    {
        // Nobody takes what is left for a client that is gone or does not read.
        if (reason == CloseReason.SlowConsumer || (reason == CloseReason.KeepAliveTimeout && UnsentBytes > 0))
        {
            connection.Abort();
        }
        Resume();
    }

    /// <summary>Returns after <see cref="Resume"/>: for a reader that took as much as it may hold.</summary>
    public Task Resumed(CancellationToken closed)
    {
        lock (_lock)
        {
            if (_resumed)
            {
                _resumed = false;
                return Task.CompletedTask;
            }
            _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task.WaitAsync(closed);
        }
    }

    /// <summary>No byte goes out after this.</summary>
    public void Break()
    {
        lock (_lock)
        {
            _broken = true;
        }
    }

    /// <summary>A pipe that was completed under us must not harm the walk over all connections.</summary>
    private void TryWrite(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _output.Write(bytes);
        }
        catch (InvalidOperationException)
        {
            _broken = true;
        }
    }

    private async Task Follow(ValueTask<FlushResult> flush)
    {
        try
        {
            while (true)
            {
                var result = await flush.ConfigureAwait(false);
                lock (_lock)
                {
                    _broken |= result.IsCompleted;
                    if (_broken || _overflow is not { WrittenCount: > 0 } overflow)
                    {
                        _flushing = false;
                        return;
                    }
                    _output.Write(overflow.WrittenSpan);
                    // A buffer that was needed once is not kept for ever.
                    Volatile.Write(ref _overflow, null);
                    flush = _output.FlushAsync();
                }
            }
        }
        catch (Exception error) when (error is IOException or ConnectionAbortedException or InvalidOperationException or OperationCanceledException)
        {
            // The reading side meets the same end and names it.
            lock (_lock)
            {
                (_broken, _flushing) = (true, false);
            }
        }
    }
}
