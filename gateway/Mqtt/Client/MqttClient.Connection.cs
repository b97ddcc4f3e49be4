using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Wattline.Gateway.Mqtt.Client;

public sealed partial class MqttClient
{
    /// <summary>A buffer that was needed once is not kept for ever.</summary>
    private const int SpareBytesMax = 256 * 1_024;

    private static readonly TimeSpan _closeWithin = TimeSpan.FromSeconds(1);

    private async Task RunAsync()
    {
        while (true)
        {
            await _changed.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            switch (State)
            {
                case MqttClientState.Stopped:
                    return;
                case MqttClientState.Opening:
                    await ConnectionAsync().ConfigureAwait(false);
                    break;
            }
        }
    }

    /// <summary>One connection from its opening to its end.</summary>
    private async Task ConnectionAsync()
    {
        using var ending = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        lock (_lock)
        {
            (_connection, _transferring, _closing) = (ending, false, false);
            Follow();
        }
        try
        {
            if (await OpenAsync(ending.Token).ConfigureAwait(false) is { } stream)
            {
                await using var closing = stream.ConfigureAwait(false);
                lock (_lock)
                {
                    _transferring = true;
                    _machine.Opened(Now);
                    Follow();
                }
                await TransferAsync(stream, ending).ConfigureAwait(false);
            }
        }
        finally
        {
            lock (_lock)
            {
                _connection = null;
                _machine.Lost(Now);
                Follow();
            }
        }
    }

    private async Task<Stream?> OpenAsync(CancellationToken stop)
    {
        try
        {
            var stream = await _open(stop).ConfigureAwait(false);
            OpenFault = null;
            return stream;
        }
        catch (Exception fault) when (fault is IOException or SocketException or AuthenticationException or OperationCanceledException)
        {
            OpenFault = fault.InnerException is { } inner ? $"{fault.Message} {inner.Message}" : fault.Message;
            return null;
        }
    }

    private async Task TransferAsync(Stream stream, CancellationTokenSource ending)
    {
        var writing = WriteAsync(stream, ending.Token);
        var reading = ReadAsync(stream, ending.Token);
        // A server that was told DISCONNECT closes; what it still sends is read, so that no reset overtakes our last word.
        if (await Task.WhenAny(reading, writing).ConfigureAwait(false) == writing) ending.CancelAfter(_closeWithin);
        else await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(reading, writing).ConfigureAwait(false);
    }

    private async Task ReadAsync(Stream stream, CancellationToken ended)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(ended).ConfigureAwait(false);
                bool paused;
                lock (_lock)
                {
                    var consumed = _machine.Receive(result.Buffer, Now);
                    paused = _machine.IsPaused;
                    reader.AdvanceTo(consumed, paused ? consumed : result.Buffer.End);
                    Follow();
                }
                // The end is the end, whatever part of a packet is left.
                if (result.IsCompleted) return;
                while (paused)
                {
                    await _resumed.WaitAsync(ended).ConfigureAwait(false);
                    lock (_lock) paused = _machine.IsPaused;
                }
            }
        }
        catch (Exception fault) when (IsEnd(fault))
        {
            // The machine is told by the caller.
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(Stream stream, CancellationToken ended)
    {
        var spare = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                await _toSend.WaitAsync(ended).ConfigureAwait(false);
                bool last;
                lock (_lock)
                {
                    spare = _machine.TakeOutput(spare);
                    last = _machine.State == MqttClientState.Closing;
                }
                // Everything that gathered during the last write goes out by one.
                if (spare.WrittenCount > 0) await stream.WriteAsync(spare.WrittenMemory, ended).ConfigureAwait(false);
                if (last) return;
                if (spare.Capacity > SpareBytesMax) spare = new();
                else spare.ResetWrittenCount();
            }
        }
        catch (Exception fault) when (IsEnd(fault))
        {
            // The machine is told by the caller.
        }
    }

    private static bool IsEnd(Exception fault) => fault is IOException or SocketException or OperationCanceledException or ObjectDisposedException;
}
