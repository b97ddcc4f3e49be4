using System.Buffers;

namespace Wattline.Gateway.Mqtt;

/// <summary>
/// A client's side in memory, for whoever steps the endpoint without sockets. Not for several threads.
/// </summary>
public sealed class MemoryTransport : IMqttTransport
{
    private readonly ArrayBufferWriter<byte> _out = new();
    private byte[] _in = [];
    private MqttConnection? _connection;
    private bool _resume;

    /// <summary>How often the endpoint let bytes go.</summary>
    public int Flushes { get; private set; }

    /// <summary>Whether the endpoint ended the connection.</summary>
    public bool IsClosed { get; private set; }

    /// <inheritdoc/>
    public long UnsentBytes => _out.WrittenCount;

    /// <summary>Bytes that the endpoint has not consumed.</summary>
    public int UnreadBytes => _in.Length;

    /// <summary>The endpoint's side.</summary>
    public MqttConnection Connection => _connection ?? throw new InvalidOperationException("Not accepted.");

    /// <summary>Connects to an endpoint. Null: it has too many connections.</summary>
    public static MemoryTransport? Connect(MqttBroker broker)
    {
        var transport = new MemoryTransport();
        transport._connection = broker.Accept(transport, null);
        return transport._connection is null ? null : transport;
    }

    /// <summary>The client sends bytes; the endpoint takes what it can.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        _in = [.. _in, .. bytes];
        Step();
    }

    /// <summary>Lets the endpoint go on after <see cref="Resume"/>.</summary>
    public void Step()
    {
        do
        {
            _resume = false;
            if (IsClosed)
            {
                return;
            }
            var input = new ReadOnlySequence<byte>(_in);
            var consumed = Connection.Process(input);
            _in = input.Slice(consumed).ToArray();
        }
        while (_resume);
    }

    /// <summary>Whether the endpoint asked to go on.</summary>
    public bool WantsStep => _resume && !IsClosed;

    /// <summary>Takes everything that the endpoint sent.</summary>
    public byte[] Take()
    {
        var bytes = _out.WrittenSpan.ToArray();
        _out.ResetWrittenCount();
        return bytes;
    }

    /// <summary>The link is lost.</summary>
    public void Break() => Connection.Close(CloseReason.ConnectionLost);

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> bytes) => _out.Write(bytes);

    /// <inheritdoc/>
    public void Flush() => Flushes++;

    /// <inheritdoc/>
    public void Resume() => _resume = true;

    /// <inheritdoc/>
    public void Close(CloseReason reason) => IsClosed = true;
}
