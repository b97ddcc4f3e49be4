using Wattline.Firmware.Ports;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World.Relays;

/// <summary>The concentrator's end of the line.</summary>
internal sealed class RelayWire : ISerialLine
{
    private readonly List<byte> _received = [];
    private readonly LinePort _port;

    public RelayWire(Rs485Line line, Action heard) => _port = line.AttachMaster(SerialSetting.Dlt645, (bytes, _) =>
    {
        _received.AddRange(bytes.ToArray());
        heard();
    });

    public void Configure(int baud, int parity, int stopBits)
    {
        _port.Setting = new SerialSetting(baud, (Parity)parity, stopBits);
        _received.Clear();
    }

    public void Write(byte[] buffer, int offset, int count) => _port.Send(buffer.AsSpan(offset, count));

    public int Read(byte[] buffer, int offset, int count)
    {
        var taken = Math.Min(count, _received.Count);
        _received.CopyTo(0, buffer, offset, taken);
        _received.RemoveRange(0, taken);
        return taken;
    }
}
