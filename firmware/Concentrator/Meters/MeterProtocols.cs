using Wattline.Firmware.Meters.Cjt188;
using Wattline.Firmware.Meters.Dlms;
using Wattline.Firmware.Meters.Dlt698;
using Wattline.Firmware.Meters.Iec62056;
using Wattline.Firmware.Meters.MBus;
using Wattline.Firmware.Meters.Modbus;
using Wattline.Firmware.Ports;

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

    /// <summary>DLMS/COSEM over HDLC.</summary>
    public const int Dlms = 5;

    /// <summary>IEC 62056-21, and P1.</summary>
    public const int Iec62056 = 6;

    /// <summary>DL/T 698.45.</summary>
    public const int Dlt698 = 7;

    /// <summary>Numbers are 0 to one less.</summary>
    public const int Count = 8;

    /// <summary>Makes who looks for a protocol's meters on a line; null for a protocol that has none, or whose search is another (DL/T 645).</summary>
    public static IMeterFinder OpenFinder(int number, ISerialLine line)
    {
        switch (number)
        {
            case Modbus: return new ModbusFinder(line);
            case Cjt188: return new Cjt188Finder(line);
            case MBus: return new MBusFinder(line);
            default: return null;
        }
    }

    /// <summary>True when a meter of a plan is the one that a search found.</summary>
    /// <param name="planned">Addresses as they are packed.</param>
    /// <param name="offset">Where the plan's starts.</param>
    /// <param name="found">The found one's.</param>
    public static bool IsSame(int number, byte[] planned, int offset, byte[] found)
    {
        switch (number)
        {
            case Modbus:
                return ModbusAddress.Unit(planned, offset) == ModbusAddress.Unit(found, 0);
            case MBus:
                return MBusAddress.IsNamed(planned, offset) && MBusAddress.IsMeant(planned, offset, MBusAddress.Number(found, 0));
            default:
                for (var i = 0; i < Plans.PlanLimits.AddressBytes - 1; i++)
                {
                    if (planned[offset + i] != found[i])
                    {
                        return false;
                    }
                }

                return true;
        }
    }

    /// <summary>True when <see cref="OpenFinder"/> makes one.</summary>
    public static bool HasFinder(int number) => number is Modbus or Cjt188 or MBus;

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
            case Dlms: return new DlmsProtocol();
            case Iec62056: return new IecProtocol();
            case Dlt698: return new Dlt698Protocol();
            default: return null;
        }
    }
}
