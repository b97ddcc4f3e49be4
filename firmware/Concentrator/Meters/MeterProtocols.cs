using Wattline.Firmware.Meters.Cjt188;
using Wattline.Firmware.Meters.MBus;
using Wattline.Firmware.Meters.Modbus;

namespace Wattline.Firmware.Meters;

/// <summary>The protocols of this firmware, by their numbers in plans (docs/uplink.md).</summary>
public static class MeterProtocols
{
    /// <summary>DL/T 645-2007.</summary>
    public const int Dlt645 = 0;

    /// <summary>DL/T 645-1997.</summary>
    public const int Dlt645Of1997 = 1;

    /// <summary>Modbus RTU.</summary>
    public const int Modbus = 2;

    /// <summary>CJ/T 188.</summary>
    public const int Cjt188 = 3;

    /// <summary>M-Bus on wires.</summary>
    public const int MBus = 4;

    /// <summary>Numbers are 0 to one less.</summary>
    public const int Count = 8;

    /// <summary>The protocol of a number, or null when this firmware does not speak it.</summary>
    public static IMeterProtocol Find(int number)
    {
        switch (number)
        {
            case Dlt645: return new Dlt645Protocol();
            case Dlt645Of1997: return new Dlt645Protocol1997();
            case Modbus: return new ModbusProtocol();
            case Cjt188: return new Cjt188Protocol();
            case MBus: return new MBusProtocol();
            default: return null;
        }
    }
}
