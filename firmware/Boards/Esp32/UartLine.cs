using System.IO.Ports;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Boards.Esp32;

/// <summary>A UART as the line of a bus. The pins are mapped before this (<see cref="Program"/>): unmapped, Open fails.</summary>
public sealed class UartLine : ISerialLine
{
    // The longest answer of a meter is below 256 bytes, and two may follow each other before the loop comes round.
    private const int BufferBytes = 512;

    private readonly SerialPort _port;
    private readonly byte[] _drop = new byte[64];

    /// <param name="name">COM2 or COM3.</param>
    /// <param name="rs485">The UART drives the transceiver's driver-enable pin, mapped as RTS.</param>
    public UartLine(string name, bool rs485)
    {
        _port = new SerialPort(name);
        _port.ReadBufferSize = BufferBytes;
        _port.WriteBufferSize = BufferBytes;
        _port.Mode = rs485 ? SerialMode.RS485 : SerialMode.Normal;
        _port.Open();
    }

    /// <inheritdoc/>
    public void Configure(int baud, int parity, int stopBits)
    {
        _port.BaudRate = baud;
        _port.Parity = (Parity)parity;
        _port.StopBits = stopBits == 2 ? StopBits.Two : StopBits.One;
        // The port has no call that discards its input.
        while (Read(_drop, 0, _drop.Length) > 0)
        {
        }
    }

    /// <inheritdoc/>
    public void Write(byte[] buffer, int offset, int count) => _port.Write(buffer, offset, count);

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count)
    {
        // Read waits until it has all that it was asked for, and throws when that does not come.
        var there = _port.BytesToRead;
        var taken = there < count ? there : count;
        return taken == 0 ? 0 : _port.Read(buffer, offset, taken);
    }
}
