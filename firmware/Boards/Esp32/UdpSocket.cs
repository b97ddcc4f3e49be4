using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>
/// Datagrams to one server and back. Name look-up and sending block on this device, so they happen on a thread of their own, which
/// keeps one datagram for each direction: whoever asks once a minute needs no more.
/// </summary>
public sealed class UdpSocket : IDatagramPort
{
    private const int DatagramBytes = 128;

    // Whoever asked has given up by then; the next question looks the name up again, for it may have moved.
    private const int AnswerMicroseconds = 5000000;

    private readonly object _lock = new object();
    private readonly AutoResetEvent _wanted = new AutoResetEvent(false);
    private readonly byte[] _toSend = new byte[DatagramBytes];
    private readonly byte[] _chunk = new byte[DatagramBytes];
    private readonly byte[] _received = new byte[DatagramBytes];
    private readonly string _host;
    private readonly int _port;
    private int _sendBytes;
    private int _receivedBytes;

    /// <param name="host">The server's name or address.</param>
    /// <param name="port">Its port.</param>
    public UdpSocket(string host, int port)
    {
        _host = host;
        _port = port;
        new Thread(Run).Start();
    }

    /// <inheritdoc/>
    public bool Send(byte[] buffer, int count)
    {
        lock (_lock)
        {
            if (_sendBytes > 0 || count > DatagramBytes)
            {
                return false;
            }
            Array.Copy(buffer, 0, _toSend, 0, count);
            _sendBytes = count;
            _receivedBytes = 0;
        }
        _wanted.Set();
        return true;
    }

    /// <inheritdoc/>
    public int Receive(byte[] buffer)
    {
        lock (_lock)
        {
            var count = _receivedBytes < buffer.Length ? _receivedBytes : buffer.Length;
            Array.Copy(_received, 0, buffer, 0, count);
            _receivedBytes = 0;
            return count;
        }
    }

    private void Run()
    {
        while (true)
        {
            _wanted.WaitOne();
            Socket socket = null;
            try
            {
                // Connected, so that the network stack drops what is of nobody we asked.
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                socket.Connect(new IPEndPoint(Dns.GetHostEntry(_host).AddressList[0], _port));
                socket.Send(_toSend, 0, _sendBytes, SocketFlags.None);
                if (socket.Poll(AnswerMicroseconds, SelectMode.SelectRead))
                {
                    Take(socket.Receive(_chunk));
                }
            }
            catch (Exception)
            {
                // No name, no network, or nobody there: as if the answer was lost. It is asked again in its own time.
            }
            if (socket != null)
            {
                socket.Close();
            }
            lock (_lock)
            {
                _sendBytes = 0;
            }
        }
    }

    private void Take(int count)
    {
        lock (_lock)
        {
            Array.Copy(_chunk, 0, _received, 0, count);
            _receivedBytes = count;
        }
    }
}
