namespace Wattline.Firmware.Commands;

/// <summary>N1 of a control frame (DL/T 645-2007 with its supplement, control code 1CH).</summary>
public static class RelayOrder
{
    /// <summary>None: a frame that moves nothing.</summary>
    public const int None = 0;

    /// <summary>Trip.</summary>
    public const int Trip = 0x1A;

    /// <summary>Allow close.</summary>
    public const int AllowClose = 0x1B;

    /// <summary>Close directly.</summary>
    public const int Close = 0x1C;

    /// <summary>Alarm.</summary>
    public const int Alarm = 0x2A;

    /// <summary>Alarm off.</summary>
    public const int AlarmOff = 0x2B;

    /// <summary>Keep power.</summary>
    public const int KeepPower = 0x3A;

    /// <summary>Keep power off. 1DH and 1EH, a trip that ends by itself, are never sent: nobody decides then that it ends.</summary>
    public const int KeepPowerOff = 0x3B;

    /// <summary>The order of a command's type; none for others.</summary>
    public static int Of(int type) => type switch
    {
        CommandType.Trip => Trip,
        CommandType.AllowClose => AllowClose,
        CommandType.Close => Close,
        CommandType.KeepPower => KeepPower,
        CommandType.KeepPowerOff => KeepPowerOff,
        CommandType.Alarm => Alarm,
        CommandType.AlarmOff => AlarmOff,
        _ => None,
    };

    /// <summary>True for an order that a command may carry.</summary>
    public static bool IsKnown(int order) => order is Trip or AllowClose or Close or Alarm or AlarmOff or KeepPower or KeepPowerOff;
}
