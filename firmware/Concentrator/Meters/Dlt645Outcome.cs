namespace Wattline.Firmware.Meters;

/// <summary>How one exchange with a meter ended.</summary>
public static class Dlt645Outcome
{
    /// <summary>It has not ended, or none was begun.</summary>
    public const int None = 0;

    /// <summary>The answer is whole: the payload stands in <see cref="Dlt645Master.Payload"/>.</summary>
    public const int Answered = 1;

    /// <summary>The meter said in time that it will not (D1): the bits stand in <see cref="Dlt645Master.ErrorBits"/>.</summary>
    public const int Refused = 2;

    /// <summary>Nothing came from the meter in its time.</summary>
    public const int Silent = 3;

    /// <summary>Bytes came, or whole frames of the meter to another question, and no whole answer in them.</summary>
    public const int Noise = 4;

    /// <summary>It is on the wire, and by the standard nobody answers it.</summary>
    public const int Sent = 5;

    /// <summary>It must not go to this address (<see cref="Dlt645Rules"/>); nothing was sent.</summary>
    public const int Forbidden = 6;
}
