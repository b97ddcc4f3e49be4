using System.Net;
using System.Net.Sockets;
using Wattline.Firmware.Ports;

namespace Wattline.Simulators.Lab.Ports;

/// <summary>
/// The concentrator's connection over a real TCP socket that never blocks. <see cref="LinkUp"/> false is a cut cable:
/// the connection is gone and none can be made.
/// </summary>
internal sealed class TcpSocketPort(Func<IPEndPoint?> endPoint) : ISocketPort, IDisposable
{
    private Socket? _socket;
    private bool _open;
    private bool _linkUp = true;

    /// <summary>Whether the fault plan lets packets through.</summary>
    public bool LinkUp
    {
        get => _linkUp;
        set
        {
            _linkUp = value;
            if (!value)
                Close();
        }
    }

    /// <inheritdoc />
    public int State
    {
        get
        {
            if (_socket is null)
                return SocketState.Closed;
            if (_open)
                return SocketState.Open;
            try
            {
                if (_socket.Poll(0, SelectMode.SelectError))
                    Close();
                else if (_socket.Poll(0, SelectMode.SelectWrite))
                    _open = true;
            }
            catch (SocketException)
            {
                Close();
            }
            return _socket is null ? SocketState.Closed : _open ? SocketState.Open : SocketState.Connecting;
        }
    }

    /// <inheritdoc />
    public void Connect()
    {
        if (_socket is not null || !LinkUp || endPoint() is not { } target)
            return;
        _open = false;
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true };
        try
        {
            _socket.Connect(target);
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // On its way: State tells when it is open.
        }
        catch (SocketException)
        {
            Close();
        }
    }

    /// <inheritdoc />
    public int Read(byte[] buffer, int offset, int count)
    {
        if (State != SocketState.Open || count == 0)
            return 0;
        var read = _socket!.Receive(buffer, offset, count, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return 0;
        if (error == SocketError.Success && read > 0)
            return read;
        Close();
        return 0;
    }

    /// <inheritdoc />
    public int Write(byte[] buffer, int offset, int count)
    {
        if (State != SocketState.Open || count == 0)
            return 0;
        var sent = _socket!.Send(buffer, offset, count, SocketFlags.None, out var error);
        if (error is SocketError.Success)
            return sent;
        if (error != SocketError.WouldBlock)
            Close();
        return 0;
    }

    /// <inheritdoc />
    public void Close()
    {
        if (_socket is { } socket)
        {
            // A reset, as after a cut: nothing lingers to be delivered later.
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }
        _socket = null;
        _open = false;
    }

    public void Dispose() => Close();
}
