namespace Wattline.Firmware.Meters;

/// <summary>
/// Looks for a protocol's meters at one speed and check bit, a step at a time: between two steps the line is others'.
/// What a step is takes one exchange, or several that belong together.
/// </summary>
public interface IMeterFinder : IMeterMaster
{
    /// <summary>True while there is somebody to ask.</summary>
    bool HasMore { get; }

    /// <summary>Who was found by the last step, as a plan writes the address; null for nobody.</summary>
    string Found { get; }

    /// <summary>Places at which several answer that cannot be told apart.</summary>
    int Unresolved { get; }

    /// <summary>Begins with everybody.</summary>
    void Start();

    /// <summary>Does the next step.</summary>
    /// <param name="baud">The line's speed, bits a second; the line is configured.</param>
    /// <param name="parity">Its check bit: 0 none, 1 odd, 2 even.</param>
    /// <param name="now">Uptime, milliseconds.</param>
    void Find(int baud, int parity, long now);
}
