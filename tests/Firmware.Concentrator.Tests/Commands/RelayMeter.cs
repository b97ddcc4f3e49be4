using Wattline.Tests.Firmware.Concentrator.Meters;

namespace Wattline.Tests.Firmware.Concentrator.Commands;

/// <summary>A meter with a relay as the standard has it, from a request's bytes to its answer's: written for these tests alone.</summary>
internal sealed class RelayMeter(string address)
{
    public string Address { get; } = address;

    /// <summary>PA P0 P1 P2.</summary>
    public byte[] Password { get; } = [0x02, 0x56, 0x34, 0x12];

    public bool IsOpen { get; set; }

    public bool IsTripped { get; set; }

    public bool KeepsPower { get; set; }

    public bool IsAlarmed { get; set; }

    /// <summary>It takes orders and does nothing.</summary>
    public bool IsStuck { get; set; }

    /// <summary>It says 9C and forgets.</summary>
    public bool Forgets { get; set; }

    /// <summary>Somebody has laid a wire around the relay.</summary>
    public bool IsBridged { get; set; }

    /// <summary>It opens by the button of <see cref="Follow"/> only: a delayed trip.</summary>
    public bool IsDelayed { get; set; }

    /// <summary>Answers that are lost on the wire, orders' alone.</summary>
    public int LosesAnswers { get; set; }

    public bool IsSilent { get; set; }

    public bool HasBlocks { get; set; } = true;

    /// <summary>Orders N1 that came with the right password, and when they end (ss mm hh DD MM YY).</summary>
    public List<(byte Order, string Until)> Orders { get; } = [];

    /// <summary>What was written by 14H: identifier, data.</summary>
    public List<(uint Identifier, string Data)> Writes { get; } = [];

    /// <summary>Date (WW DD MM YY) and time (ss mm hh) that it shows.</summary>
    public string Date { get; set; } = "00010326";

    public string Time { get; set; } = "000000";

    /// <summary>The delay is over.</summary>
    public void Follow() => IsOpen = IsTripped;

    public void PressButton() => IsOpen = IsOpen && IsTripped;

    public string? Answer(byte[] request)
    {
        var data = request.Skip(10).Take(request[9]).Select(static b => (byte)(b - 0x33)).ToArray();
        if (IsSilent) return null;
        return request[8] switch
        {
            0x11 => Read(data),
            0x1C => Relay(data),
            0x14 => Write(data),
            0x03 => Build(0x83, Convert.ToHexString(data) + "AABB"),
            _ => Build(request[8] | 0xC0, "01"),
        };
    }

    private string Read(byte[] data)
    {
        var identifier = BitConverter.ToUInt32(data);
        var value = identifier switch
        {
            0x04000503 => Convert.ToHexString(BitConverter.GetBytes((ushort)((IsOpen ? 0x10 : 0) | (IsTripped ? 0x40 : 0) | (IsAlarmed ? 0x80 : 0) | (KeepsPower ? 0x1000 : 0)))),
            0x0202FF00 when HasBlocks => Current + "FFFFFFFFFFFF",
            0x02020100 => Current,
            0x0201FF00 when HasBlocks => Voltage + "FFFFFFFF",
            0x02010100 => Voltage,
            0x04000101 => Date,
            0x04000102 => Time,
            0x00010000 => "56341200",
            _ => null,
        };
        return value is null ? Build(0xD1, "02") : Build(0x91, Convert.ToHexString(data.AsSpan(0, 4)) + value);
    }

    private string Current => IsOpen && !IsBridged ? "000000" : "500300"; // 0.350 A

    private string Voltage => IsOpen ? "0000" : "0122"; // 220.1 V

    private string? Relay(byte[] data)
    {
        if (!data.AsSpan(0, 4).SequenceEqual(Password)) return Build(0xDC, "04");
        var order = data[8];
        Orders.Add((order, Convert.ToHexString(data.AsSpan(10, 6))));
        if (order == 0x1A && KeepsPower) return Build(0xDC, "01");
        if (!Forgets)
        {
            if (order is 0x1A) IsTripped = true;
            if (order is 0x1B or 0x1C) IsTripped = false;
            if (order is 0x3A or 0x3B) KeepsPower = order == 0x3A;
            if (order is 0x2A or 0x2B) IsAlarmed = order == 0x2A;
            if (order == 0x1A && !IsStuck && !IsDelayed) IsOpen = true;
            if (order == 0x1C && !IsStuck) IsOpen = false;
        }
        return LosesAnswers-- > 0 ? null : Build(0x9C, "");
    }

    private string Write(byte[] data)
    {
        if (!data.AsSpan(4, 4).SequenceEqual(Password)) return Build(0xD4, "04");
        var identifier = BitConverter.ToUInt32(data);
        var value = Convert.ToHexString(data.AsSpan(12));
        Writes.Add((identifier, value));
        if (identifier == 0x04000101) Date = value;
        if (identifier == 0x04000102) Time = value;
        return Build(0x94, "");
    }

    private string Build(int control, string data) => Dlt645ScannerTests.Build(Address, (byte)control, data, 4);
}
