namespace Wattline.Firmware.Meters;

/// <summary>What a 1CH request tells the meter to do (N1; DL/T 645-2007, clause 7.13).</summary>
public static class Dlt645Relay
{
    public const int Trip = 0x1A;

    /// <summary>The customer may close, with the meter's button: the relay does not move by itself.</summary>
    public const int AllowClose = 0x1B;

    /// <summary>The relay closes without anybody at the meter.</summary>
    public const int CloseDirectly = 0x1C;

    public const int Alarm = 0x2A;
    public const int AlarmOff = 0x2B;

    /// <summary>No trip is obeyed until <see cref="KeepPowerOff"/>.</summary>
    public const int KeepPower = 0x3A;

    public const int KeepPowerOff = 0x3B;
}
