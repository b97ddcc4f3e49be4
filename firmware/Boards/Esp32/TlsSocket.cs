using System;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>
/// The connection to the gateway: TLS 1.2, both ends with certificates. Name look-up, connecting, the handshake and writing
/// block on this device, so all of it happens on one thread of its own; the core sees states and two rings of bytes.
/// </summary>
public sealed class TlsSocket : ISocketPort
{
    // A message is at most 16 KiB; half of one at a time keeps the pipe full at any speed that this device reaches.
    private const int RingBytes = 8192;
    private const int ChunkBytes = 1024;
    private const int IdleMs = 5;

    // A write that takes longer than this has lost its peer.
    private const int WriteTimeoutMs = 15000;

    private readonly object _lock = new object();
    private readonly AutoResetEvent _wanted = new AutoResetEvent(false);
    private readonly ByteRing _received = new ByteRing(RingBytes);
    private readonly ByteRing _toSend = new ByteRing(RingBytes);
    private readonly byte[] _chunk = new byte[ChunkBytes];
    private readonly string _host;
    private readonly int _port;
    private readonly X509Certificate2 _device;
    private readonly X509Certificate _authority;
    private int _state = SocketState.Closed;
    private int _connection;

    /// <param name="host">The gateway's name, which its certificate must bear.</param>
    /// <param name="port">Its port.</param>
    /// <param name="device">The device's certificate and key: its name is the concentrator's.</param>
    /// <param name="authority">Who signs gateways.</param>
    public TlsSocket(string host, int port, X509Certificate2 device, X509Certificate authority)
    {
        _host = host;
        _port = port;
        _device = device;
        _authority = authority;
        new Thread(Run).Start();
    }

    /// <inheritdoc/>
    public int State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    /// <inheritdoc/>
    public void Connect()
    {
        lock (_lock)
        {
            if (_state != SocketState.Closed)
            {
                return;
            }
            _state = SocketState.Connecting;
            _connection++;
            _received.Clear();
            _toSend.Clear();
        }
        _wanted.Set();
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count)
    {
        lock (_lock)
        {
            return _received.Read(buffer, offset, count);
        }
    }

    /// <inheritdoc/>
    public int Write(byte[] buffer, int offset, int count)
    {
        lock (_lock)
        {
            return _state == SocketState.Open ? _toSend.Write(buffer, offset, count) : 0;
        }
    }

    /// <inheritdoc/>
    public void Close()
    {
        lock (_lock)
        {
            _state = SocketState.Closed;
            _received.Clear();
            _toSend.Clear();
        }
    }

    private void Run()
    {
        while (true)
        {
            _wanted.WaitOne();
            Socket socket = null;
            SslStream stream = null;
            var connection = _connection;
            try
            {
                var address = Dns.GetHostEntry(_host).AddressList[0];
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.SendTimeout = WriteTimeoutMs;
                socket.Connect(new IPEndPoint(address, _port));
                stream = new SslStream(socket);
                stream.SslVerification = SslVerification.CertificateRequired;
                stream.AuthenticateAsClient(_host, _device, _authority, SslProtocols.Tls12);
                if (Enter(connection))
                {
                    Pump(connection, socket, stream);
                }
            }
            catch (Exception)
            {
                // Refused, lost, or another's certificate: the core sees Closed, counts and tries again in its own time.
            }
            Leave(connection);
            // Either closes the socket; which of them exists depends on how far it came.
            if (stream != null)
            {
                stream.Dispose();
            }
            else if (socket != null)
            {
                socket.Close();
            }
        }
    }

    private void Pump(int connection, Socket socket, SslStream stream)
    {
        while (true)
        {
            int count;
            int room;
            lock (_lock)
            {
                if (_connection != connection || _state != SocketState.Open)
                {
                    return;
                }
                count = _toSend.Read(_chunk, 0, _chunk.Length);
                room = _received.Room;
            }
            var moved = count > 0;
            if (count > 0)
            {
                stream.Write(_chunk, 0, count);
            }
            if (room > 0 && stream.DataAvailable)
            {
                count = stream.Read(_chunk, 0, room < _chunk.Length ? room : _chunk.Length);
                if (count <= 0)
                {
                    return;
                }
                lock (_lock)
                {
                    if (_connection == connection && _state == SocketState.Open)
                    {
                        _received.Write(_chunk, 0, count);
                    }
                }
                moved = true;
            }
            else if (room > 0 && socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0)
            {
                // Readable, and nothing to read: the other end has closed.
                return;
            }
            if (!moved)
            {
                Thread.Sleep(IdleMs);
            }
        }
    }

    private bool Enter(int connection)
    {
        lock (_lock)
        {
            if (_connection != connection || _state != SocketState.Connecting)
            {
                return false;
            }
            _state = SocketState.Open;
            return true;
        }
    }

    private void Leave(int connection)
    {
        lock (_lock)
        {
            if (_connection == connection)
            {
                _state = SocketState.Closed;
            }
        }
    }
}
