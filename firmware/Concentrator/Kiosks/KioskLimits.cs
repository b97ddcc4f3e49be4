namespace Wattline.Firmware.Kiosks;

/// <summary>Numbers of the kiosk, each with its reason.</summary>
public static class KioskLimits
{
    /// <summary>Between polls while notes may come: the manufacturer recommends 200 ms.</summary>
    public const int PollMs = 200;

    /// <summary>Between polls while the validator is disabled: often enough to see it restart, rare enough to cost nothing.</summary>
    public const int IdlePollMs = 2000;

    /// <summary>Before a validator that did not answer, or refused, is tried again; and before a journal that refused is.</summary>
    public const int RetryMs = 1000;

    /// <summary>A customer who puts no note in for a minute has left.</summary>
    public const int SessionMs = 60000;

    /// <summary>A note is in the box or back in the hand within seconds; after this time the validator is asked anew.</summary>
    public const int NoteMs = 30000;

    /// <summary>A moving note shows in every poll, and takes at most about 2 s: after this time of quiet nothing moves.</summary>
    public const int QuietMs = 3000;

    /// <summary>Without the concentrator one note can move at most; more than this is another validator, or a counter that was reset.</summary>
    public const int UncountedNotesMax = 16;

    /// <summary>Money events of one poll that have to wait for the counters: the validator holds one note.</summary>
    public const int QuestionsMax = 8;

    /// <summary>Characters of an account (docs/uplink.md).</summary>
    public const int AccountCharsMax = 32;

    /// <summary>Bytes of a money body: two texts of 32, a currency and six integers of at most 9 bytes.</summary>
    public const int BodyBytesMax = 160;

    /// <summary>The version of the validator's events that <see cref="SspEvent"/> knows.</summary>
    public const int ProtocolVersion = 7;
}
