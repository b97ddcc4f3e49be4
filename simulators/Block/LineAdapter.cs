using Wattline.Firmware.Ports;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Block;

/// <summary>The concentrator's end of a simulated line: a UART with a receive buffer, as the board's driver has it.</summary>
internal sealed class LineAdapter : ISerialLine
{
    /// <summary>As nanoFramework's serial buffers by default; what does not fit is lost, as there.</summary>
    private const int ReceiveBytes = 256;

    private readonly byte[] _received = new byte[ReceiveBytes];
    private readonly LinePort _port;
    private readonly Action _heard;
    private int _count;

    public LineAdapter(Rs485Line line, SerialSetting setting, Action heard)
    {
        _heard = heard;
        _port = line.AttachMaster(setting, OnHeard);
    }

    /// <inheritdoc />
    public void Configure(int baud, int parity, int stopBits)
    {
        _port.Setting = new SerialSetting(baud, (Parity)parity, stopBits);
        _count = 0;
    }

    /// <inheritdoc />
    public void Write(byte[] buffer, int offset, int count) => _port.Send(buffer.AsSpan(offset, count));

    /// <inheritdoc />
    public int Read(byte[] buffer, int offset, int count)
    {
        var taken = Math.Min(count, _count);
        _received.AsSpan(0, taken).CopyTo(buffer.AsSpan(offset));
        _received.AsSpan(taken, _count - taken).CopyTo(_received);
        _count -= taken;
        return taken;
    }

    /// <summary>Power is cut: what was received and not read is gone.</summary>
    public void Reset() => _count = 0;

    private void OnHeard(ReadOnlySpan<byte> bytes, long nowMicros)
    {
        var taken = Math.Min(bytes.Length, ReceiveBytes - _count);
        bytes[..taken].CopyTo(_received.AsSpan(_count));
        _count += taken;
        _heard();
    }
}
