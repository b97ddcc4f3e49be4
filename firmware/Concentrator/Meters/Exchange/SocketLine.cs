using System;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Exchange;

/// <summary>A serial device server's TCP connection as a line: its own port settings stand for ours.</summary>
public sealed class SocketLine : ISerialLine
{
    private readonly ISocketPort _socket;
    private readonly byte[] _waiting = new byte[512];
    private int _count;

    /// <param name="socket">The connection; opened when something is to be sent.</param>
    public SocketLine(ISocketPort socket)
    {
        _socket = socket;
    }

    /// <summary>Discards what waits; the server is set up by its own means.</summary>
    public void Configure(int baud, int parity, int stopBits) => _count = 0;

    /// <summary>Sends now or, while the connection is made, as soon as it is open; a question that waited too long is forgotten with the next.</summary>
    public void Write(byte[] buffer, int offset, int count)
    {
        _count = 0;
        if (count <= _waiting.Length)
        {
            Array.Copy(buffer, offset, _waiting, 0, count);
            _count = count;
        }

        Push();
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count)
    {
        Push();
        return _socket.State == SocketState.Open ? _socket.Read(buffer, offset, count) : 0;
    }

    private void Push()
    {
        if (_count == 0)
        {
            return;
        }

        if (_socket.State == SocketState.Closed)
        {
            _socket.Connect();
        }

        if (_socket.State == SocketState.Open)
        {
            var sent = _socket.Write(_waiting, 0, _count);
            Array.Copy(_waiting, sent, _waiting, 0, _count - sent);
            _count -= sent;
        }
    }
}
