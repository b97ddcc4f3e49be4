namespace Wattline.Firmware;

/// <summary>A part of the device that is driven by calls: it never waits, and reads no clock by itself.</summary>
public interface IMachine
{
    /// <summary>
    /// When <see cref="Step"/> should be called next though nothing arrived, in milliseconds since this start of the
    /// device; <see cref="long.MaxValue"/> when only input can make a difference.
    /// </summary>
    long NextWake { get; }

    /// <summary>Does all that can be done now. Calling it too often is harmless.</summary>
    /// <param name="now">Milliseconds since this start of the device.</param>
    void Step(long now);
}
