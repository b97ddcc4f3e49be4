using System.Globalization;
using System.Text;
using Wattline.Simulators.Meters.Load;

namespace Wattline.Simulators.Meters.Iec62056;

/// <summary>The telegrams of a P1 port (DSMR 5.0.2), with their CRC.</summary>
public static class P1Meter
{
    /// <summary>The telegram that is sent at a time.</summary>
    public static byte[] Telegram(MeteredLoad load, DateTime start, long micros)
    {
        ArgumentNullException.ThrowIfNull(load);
        var now = start.AddMicroseconds(micros);
        var text = string.Create(CultureInfo.InvariantCulture,
            $"/WTL5SIM-P1\r\n\r\n1-3:0.2.8(50)\r\n0-0:1.0.0({now:yyMMddHHmmss}W)\r\n1-0:1.8.1({load.WattHoursAt(micros) / 1000m:000000.000}*kWh)\r\n1-0:2.8.1(000000.000*kWh)\r\n1-0:1.7.0({load.WattsAt(micros) / 1000m:00.000}*kW)\r\n0-1:24.2.1({now:yyMMddHH}0000W)(00123.456*m3)\r\n!");
        var crc = 0;
        foreach (var c in text)
        {
            crc ^= c;
            for (var i = 0; i < 8; i++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xA001 : crc >> 1;
        }
        return Encoding.ASCII.GetBytes(text + crc.ToString("X4", CultureInfo.InvariantCulture) + "\r\n");
    }
}
