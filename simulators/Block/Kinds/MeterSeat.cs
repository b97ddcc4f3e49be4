using Wattline.Simulators.Meters;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Block.Kinds;

/// <summary>A meter of any protocol as a block puts it on a line: how it is registered, and what it showed at any moment.</summary>
/// <param name="Slave">What hears and answers.</param>
/// <param name="Protocol">Its name in the registry.</param>
/// <param name="Template">The registry's template.</param>
/// <param name="Address">Its address in the registry.</param>
/// <param name="Setting">How its line is set while it is asked.</param>
/// <param name="Channels">What it is read for.</param>
internal abstract record MeterSeat(
    ILineSlave Slave, string Protocol, string Template, string Address, SerialSetting Setting, IReadOnlyList<string> Channels)
{
    /// <summary>The answer's delay without faults, microseconds.</summary>
    public const long AnswerDelayMicros = 20_000;

    protected const long SecondMicros = 1_000_000, MinuteMicros = 60 * SecondMicros;

    /// <summary>Whether the meter showed a value at some moment of a window.</summary>
    public abstract bool Showed(string obis, decimal value, long fromMicros, long untilMicros);

    /// <summary>It hears and answers nothing, or does again.</summary>
    public abstract void SetDead(bool isDead);

    /// <summary>It takes so long to answer.</summary>
    public abstract void SetDelay(long micros);

    /// <summary>Whether something that changes at whole steps of time was so at a moment of a window.</summary>
    protected static bool AtSome(long stepMicros, long fromMicros, long untilMicros, Func<long, bool> shown)
    {
        for (var micros = fromMicros; micros <= untilMicros; micros = ((micros / stepMicros) + 1) * stepMicros)
            if (shown(micros))
                return true;
        return false;
    }

    /// <summary>Whether a register that only rises passed a value in a window.</summary>
    protected static bool Passed(decimal value, long fromMicros, long untilMicros, Func<long, decimal> register) =>
        register(fromMicros) <= value && value <= register(untilMicros);
}
