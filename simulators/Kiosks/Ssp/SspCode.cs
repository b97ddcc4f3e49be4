namespace Wattline.Simulators.Kiosks.Ssp;

/// <summary>Commands, responses and events of SSP (ITL manual GA138) that a note validator knows.</summary>
internal static class SspCode
{
    public const byte Reset = 0x01, SetInhibits = 0x02, SetupRequest = 0x05, HostProtocolVersion = 0x06, Poll = 0x07,
        Reject = 0x08, Disable = 0x09, Enable = 0x0A, GetSerial = 0x0C, Sync = 0x11, LastReject = 0x17, Hold = 0x18,
        PollWithAck = 0x56, EventAck = 0x57, GetCounters = 0x58, ResetCounters = 0x59;

    public const byte Ok = 0xF0, UnknownCommand = 0xF2, WrongParameterCount = 0xF3, CannotProcess = 0xF5, Fail = 0xF8;

    public const byte SlaveReset = 0xF1, Read = 0xEF, NoteCredit = 0xEE, Rejecting = 0xED, Rejected = 0xEC,
        Stacking = 0xCC, Stacked = 0xEB, SafeJam = 0xEA, UnsafeJam = 0xE9, Disabled = 0xE8, FraudAttempt = 0xE6,
        StackerFull = 0xE7, ClearedFromFront = 0xE1, ClearedIntoCashbox = 0xE2;
}
