namespace Wattline.Firmware.Lines;

/// <summary>How far a read of a meter is in the slot.</summary>
internal static class ReadState
{
    public const byte Pending = 0;

    /// <summary>An abnormal answer carries no identifier, so a late one may be another question's: it must come twice.</summary>
    public const byte RefusedOnce = 1;

    public const byte Done = 2;

    public const byte Refused = 3;

    /// <summary>Another meter answers, twice.</summary>
    public const byte OtherMeter = 4;

    /// <summary>Answers that cannot be trusted, twice.</summary>
    public const byte Unauthenticated = 5;
}
