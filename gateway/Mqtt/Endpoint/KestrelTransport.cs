using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Wattline.Gateway.Mqtt;

/// <summary>
/// The way to a client over a Kestrel connection. What is flushed goes out at once: over a plain connection straight into its
/// socket, for the pipe before it costs more than a short acknowledgement does; over any other into its pipe. While the socket is
/// behind, bytes gather here, where they are counted, and follow when it has caught up.
/// </summary>
internal sealed partial class KestrelTransport(ConnectionContext connection) : IMqttTransport
{
    private const int DontWait = 0x40; // MSG_DONTWAIT, send(2)
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL

    private readonly Lock _lock = new();
    private readonly PipeWriter _output = connection.Transport.Output;
    private readonly Socket? _socket = OperatingSystem.IsLinux() ? connection.Features.Get<IConnectionSocketFeature>()?.Socket : null;
    private Task _following = Task.CompletedTask;
    private TaskCompletionSource? _waiting;
    private byte[] _held = [];
    private int _heldBytes;
    private int _followingBytes;
    private bool _isFollowing;
    private bool _resumed;
    private bool _broken;

    public long UnsentBytes => Volatile.Read(ref _followingBytes) + Volatile.Read(ref _heldBytes);

    public void Send(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_broken)
            {
                return;
            }
            if (_heldBytes + bytes.Length > _held.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(_heldBytes + bytes.Length);
                _held.AsSpan(0, _heldBytes).CopyTo(larger);
                Return(_held);
                _held = larger;
            }
            bytes.CopyTo(_held.AsSpan(_heldBytes));
            _heldBytes += bytes.Length;
        }
    }

    public void Flush()
    {
        lock (_lock)
        {
            if (!_isFollowing && !_broken && _heldBytes > 0)
            {
                var (bytes, count) = TakeHeld();
                var rest = Begin(bytes, count);
                if (rest.IsCompletedSuccessfully)
                {
                    _broken |= !rest.Result;
                    _followingBytes = 0;
                    Return(bytes);
                }
                else
                {
                    _isFollowing = true;
                    _following = FollowAsync(bytes, rest);
                }
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

    /// <summary>No byte is taken after this; returns when those taken have gone, or cannot go. Who does not read them is not waited for longer than told.</summary>
    public async Task EndAsync(TimeSpan within, TimeProvider time)
    {
        Task following;
        lock (_lock)
        {
            (_broken, following) = (true, _following);
        }
        await following.WaitAsync(within, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static void Return(byte[] bytes)
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private (byte[] Bytes, int Count) TakeHeld()
    {
        var taken = (_held, _heldBytes);
        // A buffer that was needed once is not kept for ever.
        _held = [];
        Volatile.Write(ref _heldBytes, 0);
        return taken;
    }

    /// <summary>Sends. False at the end: nothing goes any more.</summary>
    private ValueTask<bool> Begin(byte[] bytes, int count)
    {
        try
        {
            if (_socket is null)
            {
                _followingBytes = count;
                return Written(_output.WriteAsync(bytes.AsMemory(0, count)));
            }
            // Negative: the socket has no room now, or an error that the next send names.
            var gone = Math.Max(0, (int)SendNow(_socket.SafeHandle, ref MemoryMarshal.GetArrayDataReference(bytes), (nuint)count, DontWait | NoSignal));
            _followingBytes = count - gone;
            return gone == count ? new(true) : SendAsync(_socket, bytes.AsMemory(gone, count - gone));
        }
        catch (InvalidOperationException)
        {
            return new(false); // The connection was taken down under us; the walk over all connections goes on.
        }
    }

    private static ValueTask<bool> Written(ValueTask<FlushResult> write) =>
        write.IsCompletedSuccessfully ? new(!write.Result.IsCompleted) : WrittenAsync(write);

    private static async ValueTask<bool> WrittenAsync(ValueTask<FlushResult> write) => !(await write.ConfigureAwait(false)).IsCompleted;

    private static async ValueTask<bool> SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false)..];
        }
        return true;
    }

    private async Task FollowAsync(byte[] bytes, ValueTask<bool> rest)
    {
        while (true)
        {
            bool goesOn;
            try
            {
                goesOn = await rest.ConfigureAwait(false);
            }
            catch (Exception error) when (error is IOException or SocketException or ConnectionAbortedException or InvalidOperationException or OperationCanceledException)
            {
                goesOn = false; // The reading side meets the same end and names it.
            }
            Return(bytes);
            lock (_lock)
            {
                _broken |= !goesOn;
                _followingBytes = 0;
                if (!goesOn || _heldBytes == 0)
                {
                    _isFollowing = false;
                    return;
                }
                (bytes, var count) = TakeHeld();
                rest = Begin(bytes, count);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint SendNow(SafeHandle socket, ref byte bytes, nuint count, int flags);
}
