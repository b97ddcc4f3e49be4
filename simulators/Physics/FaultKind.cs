namespace Wattline.Simulators.Physics;

/// <summary>What can be wrong; the name is the cause that an oracle is told.</summary>
public enum FaultKind
{
    /// <summary>A meter answers nothing.</summary>
    DeadMeter,

    /// <summary>A meter answers after the legal 500 ms; the magnitude is its answer delay in milliseconds.</summary>
    SlowMeter,

    /// <summary>A line turns bits; the magnitude is the rate in parts per million.</summary>
    NoisyLine,

    /// <summary>A line loses characters; the magnitude is the rate in parts per million.</summary>
    LossyLine,

    /// <summary>A burst of noise on a line; the magnitude is its length in characters.</summary>
    NoiseBurst,

    /// <summary>The master hears its own characters.</summary>
    Echo,

    /// <summary>The cable of a line is cut.</summary>
    DeadLine,

    /// <summary>A network link is down.</summary>
    LinkDown,

    /// <summary>A part stops without a clean shutdown at the start and comes back at the end.</summary>
    Crash,

    /// <summary>A concentrator comes back at the end with the flash that it had at the start.</summary>
    RestoredFlash,

    /// <summary>A concentrator's clock jumps by so many hours: forwards when the magnitude is even, else back.</summary>
    ClockWrong,

    /// <summary>Another device tells of money in a kiosk's name.</summary>
    ClonedKiosk,

    /// <summary>A kiosk's printer has no paper; an odd magnitude: and does not say so.</summary>
    PaperOut,

    /// <summary>A kiosk's door stands open.</summary>
    DoorOpen,

    /// <summary>A disk or flash refuses what is written.</summary>
    DiskFull,
}
