namespace Wattline.Cloud.Commands.Decisions;

/// <summary>What a command asks for; the numbers are the contract's (docs/uplink.md).</summary>
public enum CommandKind
{
    None = 0,
    ReadNow = 16,
    ReadRange = 17,
    SetClock = 18,
    Trip = 19,
    AllowClose = 20,
    Close = 21,
    KeepPower = 22,
    KeepPowerOff = 23,
    Alarm = 24,
    AlarmOff = 25,
    ChangePlan = 26,
    Transparent = 27,
    Security = 28,
    Discover = 29,
    Reboot = 30,
    Freeze = 31,
}
