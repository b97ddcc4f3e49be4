namespace Wattline.Firmware.Commands;

/// <summary>What a signed command asks for (docs/uplink.md).</summary>
public static class CommandType
{
    /// <summary>Reads identifiers of a meter at once.</summary>
    public const int ReadNow = 16;

    /// <summary>Reads identifiers that follow each other: days, settlement days, records back.</summary>
    public const int ReadRange = 17;

    /// <summary>Writes date and time into a meter (14H).</summary>
    public const int SetClock = 18;

    /// <summary>Opens the relay (1CH, 1AH).</summary>
    public const int Trip = 19;

    /// <summary>Lets the customer close by the meter's button (1CH, 1BH).</summary>
    public const int AllowClose = 20;

    /// <summary>Closes without the customer at the meter (1CH, 1CH).</summary>
    public const int Close = 21;

    /// <summary>Keeps the supply whatever comes (3AH).</summary>
    public const int KeepPower = 22;

    /// <summary>Ends that (3BH).</summary>
    public const int KeepPowerOff = 23;

    /// <summary>Shows the customer that a trip is near (2AH).</summary>
    public const int Alarm = 24;

    /// <summary>Ends that (2BH).</summary>
    public const int AlarmOff = 25;

    /// <summary>Takes another reading plan.</summary>
    public const int ChangePlan = 26;

    /// <summary>Passes a frame to a meter, and its answer back.</summary>
    public const int Transparent = 27;

    /// <summary>Passes a frame of the utility's security module to a meter, unopened.</summary>
    public const int Security = 28;

    /// <summary>Looks for the meters of a line.</summary>
    public const int Discover = 29;

    /// <summary>Restarts the concentrator.</summary>
    public const int Reboot = 30;

    /// <summary>Freezes all meters of a line at one instant, and reads what they froze.</summary>
    public const int Freeze = 31;

    /// <summary>The first.</summary>
    public const int First = ReadNow;

    /// <summary>The last.</summary>
    public const int Last = Freeze;

    /// <summary>Types 40 to 47 are the kiosks'.</summary>
    public const int FirstOfKiosks = 40;

    /// <inheritdoc cref="FirstOfKiosks"/>
    public const int LastOfKiosks = 47;

    /// <summary>The answer to a kiosk's question who somebody is.</summary>
    public const int Customer = 40;

    /// <summary>Who may pay while the cloud is away.</summary>
    public const int Customers = 41;

    /// <summary>True for what moves a relay, or says whether it may move.</summary>
    public static bool IsControl(int type) => type is >= Trip and <= AlarmOff;

    /// <summary>True for what is asked of a meter.</summary>
    public static bool IsOfMeter(int type) => type is (>= ReadNow and <= AlarmOff) or Transparent or Security;
}
