using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Meters;

/// <summary>
/// The master's side of one protocol on one line: one question at a time, answers as scaled integers. Made once for a
/// line and used again; it allocates nothing for a question.
/// </summary>
public interface IMeterMaster : IMachine
{
    /// <summary>True from <see cref="Begin"/> until there is an outcome.</summary>
    bool Busy { get; }

    /// <summary>One of <see cref="MeterOutcome"/>.</summary>
    int Outcome { get; }

    /// <summary>After an answer: false when it has another number of values, or in another length, than the plan says.</summary>
    bool Fits { get; }

    /// <summary>Set after silence when a late answer is welcome, until the next question.</summary>
    bool AwaitsLate { get; set; }

    /// <summary>True when one has come, whole.</summary>
    bool CameLate { get; }

    /// <summary>Milliseconds from the end of the last question to the start of its answer; -1 when unknown.</summary>
    int AnswerDelay { get; }

    /// <summary>Milliseconds that an answer may be on its way before its first byte: learnt by the line; 0 for what the protocol says.</summary>
    int ResponseDelayMax { get; set; }

    /// <summary>
    /// After <see cref="MeterOutcome.OtherMeter"/>: the number of the meter that answered. Made when it is asked for; null
    /// in a protocol whose address is the number.
    /// </summary>
    string OtherNumber { get; }

    /// <summary>Milliseconds of wire time that questions and their answers took, since the start.</summary>
    long WireMilliseconds { get; }

    /// <summary>Sends a read of the plan.</summary>
    /// <param name="addresses">Holds the address as the protocol packed it.</param>
    /// <param name="offset">Where it starts.</param>
    /// <param name="read">The question.</param>
    /// <param name="baud">The line's speed, bits a second; the line is configured.</param>
    /// <param name="parity">Its check bit: 0 none, 1 odd, 2 even.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    void Begin(byte[] addresses, int offset, PlanRead read, int baud, int parity, long now);

    /// <summary>Another protocol's master had the line until now: the pause before the next question runs from here.</summary>
    void Overhear(long now);

    /// <summary>Takes a value of the answer.</summary>
    /// <param name="channel">Its place in the read, from 0.</param>
    /// <param name="value">The register's digits as an integer.</param>
    /// <returns>One of <see cref="MeterValue"/>.</returns>
    int Value(int channel, out long value);
}
