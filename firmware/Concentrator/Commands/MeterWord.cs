using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Commands;

/// <summary>What a meter shows of its relay: status word 3 (04000503), currents and voltages of all phases.</summary>
internal sealed class MeterWord
{
    /// <summary>Status word 3.</summary>
    public const uint Status = 0x04000503;

    /// <summary>Currents of phases A, B, C, mA.</summary>
    public const uint Currents = 0x0202FF00;

    /// <summary>The current of phase A: single-phase meters have no block.</summary>
    public const uint CurrentA = 0x02020100;

    /// <summary>Voltages of phases A, B, C, 0.1 V.</summary>
    public const uint Voltages = 0x0201FF00;

    /// <summary>The voltage of phase A.</summary>
    public const uint VoltageA = 0x02010100;

    private const int RelayBit = 1 << 4;
    private const int OrderBit = 1 << 6;
    private const int AlarmBit = 1 << 7;
    private const int KeepBit = 1 << 12;

    /// <summary>Status word 3; −1 when it is not known.</summary>
    public int StatusWord { get; private set; } = -1;

    /// <summary>The largest current of a phase, mA; −1 when it is not known.</summary>
    public int Milliamperes { get; private set; } = -1;

    /// <summary>The largest voltage of a phase, 0.1 V; −1 when it is not known.</summary>
    public int Decivolts { get; private set; } = -1;

    /// <summary>The error byte of the last abnormal answer; 0 for none.</summary>
    public int ErrorBits { get; set; }

    /// <summary>The relay is open.</summary>
    public bool IsOpen => (StatusWord & RelayBit) != 0;

    /// <summary>The order in force is to be open: allowing clears it, the relay stays where it is.</summary>
    public bool IsTripped => (StatusWord & OrderBit) != 0;

    /// <summary>The alarm before a trip is on.</summary>
    public bool IsAlarmed => (StatusWord & AlarmBit) != 0;

    /// <summary>Power is kept, whatever comes.</summary>
    public bool KeepsPower => (StatusWord & KeepBit) != 0;

    public bool HasCurrent => Milliamperes > CommandLimits.NoCurrentMax;

    public bool HasVoltage => Decivolts >= CommandLimits.VoltageMin;

    public void Clear()
    {
        StatusWord = -1;
        Milliamperes = -1;
        Decivolts = -1;
        ErrorBits = 0;
    }

    /// <summary>Takes status word 3.</summary>
    /// <returns>False when it is none.</returns>
    public bool TakeStatus(byte[] answer, int count)
    {
        StatusWord = count == 2 ? answer[0] | (answer[1] << 8) : -1;
        return count == 2;
    }

    /// <summary>Takes currents (3 bytes each) or voltages (2 bytes each): the largest counts, a phase that is not there does not.</summary>
    /// <returns>False when there is no value in it.</returns>
    public bool TakePhases(byte[] answer, int count, bool currents)
    {
        var width = currents ? 3 : 2;
        long largest = -1;
        for (var at = 0; at + width <= count; at += width)
        {
            if (Bcd.Read(answer, at, width, currents, out var value) == Bcd.Ok)
            {
                value = value < 0 ? -value : value;
                largest = value > largest ? value : largest;
            }
        }

        if (currents)
        {
            Milliamperes = (int)largest;
        }
        else
        {
            Decivolts = (int)largest;
        }

        return largest >= 0 && count % width == 0;
    }
}
