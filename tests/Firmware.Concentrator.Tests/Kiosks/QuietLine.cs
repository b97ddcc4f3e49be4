using Wattline.Firmware.Kiosks;
using Wattline.Firmware.Ports;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

/// <summary>A validator that obeys everything, reports nothing and allocates nothing.</summary>
internal sealed class QuietLine : ISerialLine
{
    private readonly byte[] _wire = new byte[SspFrame.WireBytesMax];
    private readonly byte[] _data = new byte[64];
    private int _count;

    public int Polls { get; private set; }

    public void Configure(int baud, int parity, int stopBits) => _count = 0;

    public void Write(byte[] buffer, int offset, int count)
    {
        var command = buffer[offset + 3];
        var bytes = 1;
        _data[0] = SspReply.Ok;
        if (command == SspCommand.SetupRequest)
        {
            bytes = FakeValidator.SetupReply.Length;
            Array.Copy(FakeValidator.SetupReply, _data, bytes);
        }
        Polls += command == SspCommand.PollWithAck ? 1 : 0;
        _count = SspFrame.Write(buffer[offset + 1], _data, bytes, _wire);
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        var taken = Math.Min(count, _count);
        Array.Copy(_wire, 0, buffer, offset, taken);
        Array.Copy(_wire, taken, _wire, 0, _count - taken);
        _count -= taken;
        return taken;
    }
}
