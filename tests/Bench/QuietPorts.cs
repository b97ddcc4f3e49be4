using Wattline.Firmware.Ports;

namespace Wattline.Tests.Bench;

/// <summary>A line on which nobody answers, a socket that never connects, no keys, and a clock that is set.</summary>
internal sealed class QuietPorts : ISerialLine, ISocketPort, ICommandKeys, IEntropy, IWallClock
{
    public int State => SocketState.Closed;

    public bool IsValid => true;

    public long UnixMilliseconds { get; private set; } = 1772323200000;

    public void Set(long unixMilliseconds) => UnixMilliseconds = unixMilliseconds;

    public void Fill(byte[] buffer, int offset, int count) => buffer.AsSpan(offset, count).Fill(7);

    public byte[]? Key(long number) => null;

    public void Configure(int baud, int parity, int stopBits)
    {
    }

    public void Connect()
    {
    }

    public void Close()
    {
    }

    int ISerialLine.Read(byte[] buffer, int offset, int count) => 0;

    void ISerialLine.Write(byte[] buffer, int offset, int count)
    {
    }

    int ISocketPort.Read(byte[] buffer, int offset, int count) => 0;

    int ISocketPort.Write(byte[] buffer, int offset, int count) => 0;
}
